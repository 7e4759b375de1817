package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Register;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Checks every instruction that is reached against the states it is reached in, in the order that
 * the kernel gets there: straight on first, a called function before what follows the call.
 */
final class Checker {
  private final LinkedProgram program;
  private final List<Instruction> slots;
  private final Structure structure;
  private final Transfer transfer;
  private final Calls calls;
  private final Flow flow;
  private final Sleepability sleepability;
  private final StackUse stack;
  private final VerifierLog log;
  private final BitSet live = new BitSet();
  private final BitSet probeLoads = new BitSet();
  private final boolean resultMatters;
  private final BitSet asyncOnly;
  private final BitSet callbackOnly;

  Checker(
      LinkedProgram program,
      ApiProfile profile,
      Structure structure,
      Transfer transfer,
      Calls calls,
      Flow flow,
      VerifierLog log) {
    this.program = program;
    this.slots = program.instructions();
    this.structure = structure;
    this.transfer = transfer;
    this.calls = calls;
    this.flow = flow;
    this.sleepability = new Sleepability(program, profile, flow.edges());
    this.stack = new StackUse(program, structure, flow.edges());
    this.log = log;
    this.resultMatters = !new HookArguments(program, profile).returnsVoid();
    this.asyncOnly = onlyBy(Flow.EdgeKind.TIMER, Flow.EdgeKind.WORK);
    this.callbackOnly = onlyBy(Flow.EdgeKind.CALLBACK, Flow.EdgeKind.CALLBACK);
  }

  /** Functions that are run in these two ways and in no other. */
  private BitSet onlyBy(Flow.EdgeKind one, Flow.EdgeKind another) {
    BitSet some = new BitSet();
    BitSet others = new BitSet();
    for (Flow.Edge e : flow.edges()) {
      (e.kind() == one || e.kind() == another ? some : others).set(e.to());
    }
    some.andNot(others);
    return some;
  }

  /** Slots that are reached, second slots of 64-bit immediates included. */
  BitSet live() {
    return live;
  }

  /** Loads through pointers that nobody vouches for. */
  BitSet probeLoads() {
    return probeLoads;
  }

  void check(ApiProfile profile) throws Refusal {
    BitSet seen = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    // every function that is reached; the main program comes out first
    for (int n = structure.functions().size() - 1; n >= 0; n--) {
      open.push(structure.functions().get(n).start());
    }
    while (!open.isEmpty()) {
      int leader = open.pop();
      if (leader < slots.size() && !seen.get(leader) && flow.isReached(leader)) {
        seen.set(leader);
        checkBlock(leader, open);
      }
    }
    sleepability.checkGlobals(profile, structure, flow.edges());
    stack.check();
  }

  private void checkBlock(int leader, ArrayDeque<Integer> open) throws Refusal {
    int function = structure.functionAt(leader);
    List<State> states = new ArrayList<>(flow.statesAt(leader));
    int end = flow.endOf(leader);
    int slot = leader;
    while (slot < end) {
      Instruction i = slots.get(slot);
      int size = i.opcode() == LD_IMM64 ? 2 : 1;
      live.set(slot, slot + size);
      log.instruction(slot);
      checkInstruction(function, slot, i, states);
      if (Structure.isBranch(i)) {
        open.push((int) Structure.target(slot, i));
        if (!Structure.isUnconditional(i)) {
          open.push(slot + 1);
        }
        return;
      }
      if (i.opcode() == (JMP | EXIT)) {
        return;
      }
      if (Flow.isLocalCall(i)) {
        open.push(slot + 1);
        open.push(slot + 1 + i.imm());
        return;
      }
      for (State state : states) {
        transfer.apply(slot, i, state);
      }
      slot += size;
    }
    open.push(slot);
  }

  private void checkInstruction(int function, int slot, Instruction i, List<State> states)
      throws Refusal {
    Refusal encoding = InstructionRules.encoding(slot, i);
    if (encoding != null) {
      throw encoding;
    }
    boolean packet = i.instructionClass() == LD && i.opcode() != LD_IMM64;
    if (packet && !readsPackets(program.type())) {
      throw new Refusal(
          Errno.EINVAL,
          slot,
          "BPF_LD_[ABS|IND] instructions not allowed for this program type",
          "they read the socket buffer of socket filters and classifiers");
    }
    for (State state : states) {
      for (int register : InstructionRules.reads(i)) {
        requireInitialised(slot, register, state);
      }
    }
    checkAccess(function, slot, i, states);
    if (i.opcode() == (JMP | CALL)) {
      checkCall(function, slot, i, states);
    } else if (i.opcode() == (JMP | EXIT)) {
      checkExit(function, slot, states);
    } else if (i.opcode() == LD_IMM64 && i.src() == PSEUDO_FUNC) {
      checkFunctionPointer(slot, i);
    }
  }

  private static boolean readsPackets(ProgramType type) {
    return switch (type) {
      // UNSPEC: bare instructions, whose context is the packet.
      case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, UNSPEC -> true;
      default -> false;
    };
  }

  private static void requireInitialised(int slot, int register, State state) throws Refusal {
    if (state.get(register).is(Kind.NOT_INIT)) {
      throw new Refusal(
          Errno.EACCES,
          slot,
          "R" + register + " !read_ok",
          "the register is not set on every path to here (a call clobbers R1 to R5)");
    }
  }

  private void checkFunctionPointer(int slot, Instruction i) throws Refusal {
    int index = structure.functionStartingAt(slot + 1 + i.imm());
    Subprogram f = structure.functions().get(index);
    if (f.global()) {
      throw new Refusal(
          Errno.EINVAL, slot, "callback function not static", "make '" + f.name() + "' static");
    }
    if (index == 0) {
      throw new Refusal(Errno.EINVAL, slot, "callback function cannot be the main program", "");
    }
  }

  private void checkAccess(int function, int slot, Instruction i, List<State> states)
      throws Refusal {
    int register = InstructionRules.base(i);
    if (register == InstructionRules.NONE) {
      return;
    }
    boolean numbersOnly = true;
    for (State state : states) {
      Value base = state.get(register);
      numbersOnly &= base.is(Kind.SCALAR);
      if (base.is(Kind.STACK)) {
        checkStackAccess(function, slot, i, register, base);
      } else if (base.is(Kind.FUNCTION)) {
        throw new Refusal(Errno.EACCES, slot, "R" + register + " invalid mem access 'func'", "");
      } else if (base.is(Kind.LOADED) && i.instructionClass() == LDX) {
        probeLoads.set(slot);
      }
    }
    if (numbersOnly) {
      throw new Refusal(
          Errno.EACCES,
          slot,
          "R" + register + " invalid mem access 'scalar'",
          "the register holds a number on every path to here, not a pointer");
    }
  }

  private void checkStackAccess(int function, int slot, Instruction i, int register, Value base)
      throws Refusal {
    long low = base.min() + i.offset();
    int bytes = bytes(i.opcode());
    if (base.min() == base.max() && (low < -State.STACK_BYTES || low + bytes > 0)) {
      String how = i.instructionClass() == LDX ? "read from" : "write to";
      throw new Refusal(
          Errno.EACCES,
          slot,
          "invalid " + how + " stack R" + register + " off=" + low + " size=" + bytes,
          "the stack is the 512 bytes below R10");
    }
    stack.used(function, low);
  }

  private void checkCall(int function, int slot, Instruction i, List<State> states) throws Refusal {
    for (State state : states) {
      for (int r = Register.R1; r <= Register.R5; r++) {
        if (state.get(r).is(Kind.STACK)) {
          stack.used(function, state.get(r).min());
        }
      }
      if (Flow.isLocalCall(i)) {
        checkGlobalCall(slot, i, state);
      } else {
        calls.check(slot, i, state, sleepability.isNonSleepable(function));
      }
    }
  }

  private void checkGlobalCall(int slot, Instruction i, State state) throws Refusal {
    int index = structure.functionStartingAt(slot + 1 + i.imm());
    Subprogram f = structure.functions().get(index);
    BtfType.FuncProto proto = f.global() ? flow.prototype(f) : null;
    if (proto == null) {
      return;
    }
    for (int r = Register.R1; r <= Math.min(proto.params().size(), 5); r++) {
      if (state.get(r).is(Kind.NOT_INIT)) {
        throw new Refusal(
            Errno.EINVAL,
            slot,
            "Caller passes invalid args into func#" + index + " ('" + f.name() + "')",
            "argument " + r + " is not set on every path");
      }
    }
  }

  private void checkExit(int function, int slot, List<State> states) throws Refusal {
    boolean async = asyncOnly.get(function);
    boolean callback = callbackOnly.get(function);
    boolean global = structure.functions().get(function).global();
    boolean checked = function == 0 ? resultMatters : async || callback || global;
    if (!checked) {
      return;
    }
    int most = callback ? 1 : 0;
    boolean outside = async || callback || function == 0 && returnsZero();
    for (State state : states) {
      requireInitialised(slot, Register.R0, state);
      Value r0 = state.get(Register.R0);
      outside &= r0.is(Kind.SCALAR) && Long.compareUnsigned(r0.min(), most) > 0;
    }
    if (outside) {
      String where =
          async ? "At async callback return" : callback ? "At callback return" : "At program exit";
      throw new Refusal(
          Errno.EINVAL,
          slot,
          where
              + " the register R0 has"
              + bounds(states.getFirst().get(Register.R0))
              + " should have been in [0, "
              + most
              + "]",
          "");
    }
  }

  private boolean returnsZero() {
    return program.type() == ProgramType.TRACING
        && program.target() instanceof AttachTarget.BtfFunction(String kind, _)
        && (kind.equals("fentry") || kind.equals("fexit"));
  }

  private static String bounds(Value scalar) {
    boolean oneSign = scalar.min() < 0 == scalar.max() < 0;
    return oneSign ? " smin=" + scalar.min() + " smax=" + scalar.max() : " unknown scalar value";
  }
}
