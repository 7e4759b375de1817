package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.call.ExitRules;
import io.github.hidbpf4j.bpf.verifier.env.CalleeSetup;
import io.github.hidbpf4j.bpf.verifier.env.PathQueue;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import org.jspecify.annotations.Nullable;

/**
 * Walks every path of a function ({@code do_check}), depth first: each instruction is checked by
 * the class for its kind, with the state of the path.
 */
public final class Walk implements PathQueue {
  /** BPF_COMPLEXITY_LIMIT_INSNS. */
  public static final int INSTRUCTION_LIMIT = 1_000_000;

  private final VerifierEnv env;
  private final History history;
  private final StateTable table;
  private final CallChecker calls;
  private final ExitRules exits;
  private final PendingStates pending;
  private final AluChecker alu;
  private final MemoryChecker memoryChecker;
  private final JumpChecker jumps;
  private final ImmediateChecker immediates;
  private final FunctionExits functionExits;
  private final LegacyPacketAccess legacyPackets;
  private final GlobalArguments arguments;
  private final FunctionCalls functions;
  private @Nullable StackLiveness stack;
  private boolean printState;

  /** Creates the walk of one verification. */
  public Walk(
      VerifierEnv env,
      TypeChecker types,
      Operands operands,
      CallChecker calls,
      ExitRules exits,
      History history,
      StateTable table) {
    this.env = env;
    this.history = history;
    this.table = table;
    this.calls = calls;
    this.exits = exits;
    Registers registers = operands.registers();
    Precision precision = operands.precision();
    pending = new PendingStates(env);
    alu = new AluChecker(env, registers, precision);
    memoryChecker = new MemoryChecker(env, registers, operands.memory());
    jumps = new JumpChecker(env, operands, history, table);
    immediates = new ImmediateChecker(env, registers);
    functionExits = new FunctionExits(env, exits, precision, table);
    legacyPackets = new LegacyPacketAccess(env, registers, exits, functionExits);
    arguments = new GlobalArguments(env, types);
    functions = new FunctionCalls(env, operands, calls, arguments, pending);
  }

  /** Sets the tracker that is told of stack accesses. */
  public void observeStack(StackLiveness liveness) {
    stack = liveness;
  }

  /** Statistics of the table of states, as in the last line of the log. */
  public String statistics() {
    return table.statistics();
  }

  /**
   * Verifies a function for all paths ({@code do_check_common}): the main program, or a global one,
   * for any arguments allowed by its prototype.
   *
   * @param inSleepable whether to treat it as called from sleepable code
   */
  public void verify(int subprogram, boolean inSleepable) {
    env.text.resetLine();
    pending.clear();
    table.clear();
    FrameState frame = new FrameState(env.scalars);
    pending.initialize(frame, FrameState.MAIN_FUNC, 0, subprogram);
    VerifierState state = new VerifierState(frame, inSleepable);
    state.startAt(env.subprograms().get(subprogram).start);
    env.setState(state);
    env.moveTo(state.firstSlot());
    arguments.enter(subprogram, frame);
    if (env.observer != null) {
      env.observer.entered(state, env.slot());
    }
    SubprogramFacts function = env.subprograms().get(subprogram);
    int before = function.allInstructions() - env.processed();
    try {
      walk();
    } finally {
      env.countPath();
      function.setAllInstructions(before + env.processed());
    }
    if (!env.log.showsAll()) {
      env.log.cutTo(0);
    }
  }

  private void walk() {
    int previous = -1;
    printState = false;
    while (true) {
      history.nextInstruction();
      env.setPreviousSlot(previous);
      int slot = env.slot();
      if (slot >= env.instructions.length) {
        throw env.reject(
            Errno.EFAULT, "invalid insn idx %d insn_cnt %d", slot, env.instructions.length);
      }
      if (env.countInstruction() > INSTRUCTION_LIMIT) {
        throw env.reject(
            Errno.E2BIG, "BPF program is too large. Processed %d insn", env.processed());
      }
      VerifierState state = env.state();
      state.setLastSlot(previous);
      state.setSlot(slot);
      boolean ended = env.facts[slot].isPrunePoint() && isCovered(slot, previous);
      if (!ended) {
        if (env.facts[slot].isJumpPoint()) {
          history.push(env, state, 0, 0);
        }
        if (env.log.showsInstructions()) {
          log(slot, previous);
        }
        if (env.observer != null) {
          env.observer.instruction(slot, state);
        }
        env.facts[slot].markSeen();
        previous = slot;
        ended = observedStep(env.instructions[slot], slot);
      }
      if (ended) {
        env.countPath();
        env.text.touchAll();
        table.endBranch(env.state());
        if (stack != null) {
          stack.finish();
        }
        if (pending.isEmpty()) {
          return;
        }
        pending.pop(!env.log.showsAll());
        previous = env.previousSlot();
        printState = true;
      }
    }
  }

  private boolean isCovered(int slot, int previous) {
    if (!table.isCovered(slot)) {
      return false;
    }
    if (env.log.showsInstructions()) {
      env.verbose(printState ? "\nfrom " + previous + " to " + slot + ": safe" : slot + ": safe");
    }
    return true;
  }

  private void log(int slot, int previous) {
    if (env.log.showsAll() && printState) {
      env.log.append("\nfrom " + previous + " to " + slot + ":");
      env.text.printAll(env.frame());
      printState = false;
    }
    env.text.printStep(env.frame(), slot);
  }

  private boolean observedStep(Instruction insn, int slot) {
    StackLiveness observer = stack;
    if (observer == null) {
      return step(insn, slot);
    }
    observer.begin(slot);
    boolean ended = step(insn, slot);
    observer.end();
    return ended;
  }

  /** Checks an instruction and sets the next slot; returns whether the path ends here. */
  private boolean step(Instruction insn, int slot) {
    switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> alu.check(insn);
      case Opcode.LDX -> memoryChecker.load(insn, slot);
      case Opcode.STX -> {
        if (Opcode.mode(insn.opcode()) == Opcode.ATOMIC) {
          memoryChecker.atomic(insn, slot);
        } else {
          memoryChecker.store(insn, slot);
        }
      }
      case Opcode.ST -> memoryChecker.storeImmediate(insn, slot);
      case Opcode.JMP, Opcode.JMP32 -> {
        return jump(insn, slot);
      }
      default -> {
        int mode = Opcode.mode(insn.opcode());
        if (mode == Opcode.ABS || mode == Opcode.IND) {
          env.moveTo(legacyPackets.check(insn, slot));
          if (stack != null) {
            stack.framesChanged();
          }
          return false;
        }
        if (mode != Opcode.IMM) {
          throw env.reject(Errno.EINVAL, "invalid BPF_LD mode");
        }
        immediates.check(insn, slot);
        env.facts[slot + 1].markSeen();
        env.moveTo(slot + 2);
        return false;
      }
    }
    env.moveTo(slot + 1);
    return false;
  }

  private boolean jump(Instruction insn, int slot) {
    table.countJump();
    boolean wide = insn.instructionClass() == Opcode.JMP;
    boolean plain = Opcode.source(insn.opcode()) == Opcode.K && insn.dst() == 0;
    switch (Opcode.operation(insn.opcode())) {
      case Opcode.CALL -> {
        if (!plain
            || insn.src() != Opcode.PSEUDO_KFUNC_CALL && insn.offset() != 0
            || insn.src() > Opcode.PSEUDO_KFUNC_CALL
            || !wide) {
          throw env.reject(Errno.EINVAL, "BPF_CALL uses reserved fields");
        }
        return call(insn, slot);
      }
      case Opcode.JA -> {
        if (!plain || insn.src() != 0 || (wide ? insn.imm() : insn.offset()) != 0) {
          throw env.reject(Errno.EINVAL, "BPF_JA uses reserved fields");
        }
        env.moveTo(slot + 1 + (wide ? insn.offset() : insn.imm()));
      }
      case Opcode.EXIT -> {
        if (!plain || insn.src() != 0 || insn.imm() != 0 || !wide) {
          throw env.reject(Errno.EINVAL, "BPF_EXIT uses reserved fields");
        }
        return exit();
      }
      default -> env.moveTo(jumps.check(insn, slot) + 1);
    }
    return false;
  }

  private boolean call(Instruction insn, int slot) {
    if (env.state().activeLock() != null
        && insn.src() != Opcode.PSEUDO_CALL
        && (insn.offset() != 0 || !calls.isAllowedUnderLock(insn))) {
      throw env.reject(Errno.EINVAL, "function calls are not allowed while holding a lock");
    }
    env.moveTo(slot);
    switch (insn.src()) {
      case Opcode.PSEUDO_CALL -> {
        int next = functions.check(insn, slot);
        if (next == FunctionCalls.THROWS) {
          exits.checkEnd(true);
          return true;
        }
        env.moveTo(next);
        if (stack != null && env.slot() != slot + 1) {
          stack.framesChanged();
        }
      }
      case Opcode.PSEUDO_KFUNC_CALL -> {
        calls.checkKfuncCall(insn, slot);
        if (calls.isThrow(insn)) {
          exits.checkEnd(true);
          return true;
        }
        env.moveTo(slot + 1);
      }
      default -> {
        calls.checkHelperCall(insn, slot);
        if (calls.leavesFunction(insn)) {
          leaveFunction();
        } else {
          env.moveTo(slot + 1);
        }
      }
    }
    env.text.touchRegister(0);
    return false;
  }

  private boolean exit() {
    exits.checkEnd(false);
    if (env.state().currentFrame() > 0) {
      if (stack != null) {
        stack.finish();
      }
      leaveFunction();
      printState = true;
      return false;
    }
    exits.checkReturnCode(0, "R0");
    return true;
  }

  private void leaveFunction() {
    env.moveTo(functionExits.leave());
    if (stack != null) {
      stack.framesChanged();
    }
  }

  @Override
  public VerifierState pushBranch(int slot, int previousSlot) {
    return pending.push(slot, previousSlot);
  }

  @Override
  public void pushCallback(
      int slot, int subprogram, CalleeSetup setup, boolean async, boolean sleepable) {
    functions.pushCallback(slot, subprogram, setup, async, sleepable);
  }
}
