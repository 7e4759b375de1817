package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Register;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A forward data-flow analysis over the whole program: for each basic block the states it may begin
 * in. Branches that constants decide are followed on one side only, so what is never reached is
 * dead. Static functions take the states of all their callers together; global functions begin in
 * the state that their prototype gives.
 *
 * <p>A block keeps up to so many states apart, so that what two branches on one condition have in
 * common is seen; beyond that they are joined. Loops end because bounds that keep growing are given
 * up.
 */
final class Flow {
  /** Joins of a block after which bounds are given up. */
  private static final int JOINS_BEFORE_WIDENING = 8;

  /** How one function comes to run another. */
  enum EdgeKind {
    STATIC_CALL,
    GLOBAL_CALL,
    CALLBACK,
    TIMER,
    WORK
  }

  /** A call or callback registration, by function index. */
  record Edge(int from, int to, EdgeKind kind) {}

  private final LinkedProgram program;
  private final List<Instruction> slots;
  private final Structure structure;
  private final Transfer transfer;
  private final Calls calls;
  private final int limit;

  private final BitSet leaders;
  private final Block[] blockAt;
  private final BitSet open = new BitSet();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private final @Nullable Value[] results;
  private final List<Set<Integer>> callers = new ArrayList<>();

  /** States that a block may begin in. */
  private static final class Block {
    final List<State> states = new ArrayList<>(1);
    int done;
    int joins;
    boolean joined;
  }

  /**
   * Runs the analysis.
   *
   * @param limit how many states a block keeps apart, at least 1
   */
  Flow(LinkedProgram program, Structure structure, Transfer transfer, Calls calls, int limit) {
    this.program = program;
    this.slots = program.instructions();
    this.structure = structure;
    this.transfer = transfer;
    this.calls = calls;
    this.limit = limit;
    this.leaders = leaders();
    this.blockAt = new Block[slots.size()];
    this.results = new Value[structure.functions().size()];
    structure.functions().forEach(_ -> callers.add(new LinkedHashSet<>()));
    reach(0, transfer.atStart());
    for (int slot = open.nextSetBit(0); slot >= 0; slot = open.nextSetBit(0)) {
      open.clear(slot);
      Block block = blockAt[slot];
      while (block.done < block.states.size()) {
        State state = block.states.get(block.done++).copy();
        run(slot, state);
      }
    }
  }

  /** All calls and callbacks that are reached. */
  Set<Edge> edges() {
    return edges;
  }

  /** Whether a block that begins in this slot is reached. */
  boolean isReached(int leader) {
    return blockAt[leader] != null;
  }

  /** The states that the block beginning in this slot may begin in; copies. */
  List<State> statesAt(int leader) {
    return blockAt[leader] == null
        ? List.of()
        : blockAt[leader].states.stream().map(State::copy).toList();
  }

  /** The slot after the last of the block that begins in this slot. */
  int endOf(int leader) {
    int slot = leader;
    do {
      Instruction i = slots.get(slot);
      slot += i.opcode() == LD_IMM64 ? 2 : 1;
      if (i.opcode() == (JMP | EXIT)) {
        return slot;
      }
    } while (slot < slots.size() && !leaders.get(slot));
    return slot;
  }

  /** Slots that begin a block. */
  BitSet blockStarts() {
    return leaders;
  }

  private BitSet leaders() {
    BitSet starts = new BitSet(slots.size());
    for (Subprogram f : structure.functions()) {
      starts.set(f.start());
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      if (Structure.isBranch(i)) {
        starts.set((int) Structure.target(slot, i));
        starts.set(slot + 1);
      } else if (isLocalCall(i) || i.opcode() == (JMP | EXIT)) {
        starts.set(slot + 1);
      } else if (i.opcode() == LD_IMM64) {
        slot++;
      }
    }
    return starts;
  }

  static boolean isLocalCall(Instruction i) {
    return i.opcode() == (JMP | CALL) && i.src() == PSEUDO_CALL;
  }

  private void reach(int slot, State state) {
    Block block = blockAt[slot];
    if (block == null) {
      block = blockAt[slot] = new Block();
    }
    if (block.joined) {
      join(block, slot, state);
      return;
    }
    for (State known : block.states) {
      if (known.covers(state)) {
        return;
      }
    }
    if (block.states.size() < limit) {
      block.states.add(state.copy());
      open.set(slot);
      return;
    }
    block.joined = true;
    State all = block.states.getFirst();
    for (State more : block.states.subList(1, block.states.size())) {
      all.join(more, false);
    }
    block.states.clear();
    block.states.add(all);
    block.done = 0;
    open.set(slot);
    join(block, slot, state);
  }

  private void join(Block block, int slot, State state) {
    if (block.states.getFirst().join(state, block.joins >= JOINS_BEFORE_WIDENING)) {
      block.joins++;
      block.done = 0;
      open.set(slot);
    }
  }

  private void run(int leader, State state) {
    int function = structure.functionAt(leader);
    int end = endOf(leader);
    int slot = leader;
    while (slot < end) {
      Instruction i = slots.get(slot);
      if (InstructionRules.encoding(slot, i) != null) {
        return; // the check refuses it here
      }
      if (Structure.isBranch(i)) {
        branch(slot, i, state);
        return;
      }
      if (i.opcode() == (JMP | EXIT)) {
        leave(function, state.get(Register.R0));
        return;
      }
      if (isLocalCall(i)) {
        callLocal(function, leader, slot, i, state);
        return;
      }
      if (i.opcode() == (JMP | CALL)) {
        callBack(function, i, state);
      }
      transfer.apply(slot, i, state);
      slot += i.opcode() == LD_IMM64 ? 2 : 1;
    }
    if (slot < slots.size()) {
      reach(slot, state);
    }
  }

  private void branch(int slot, Instruction i, State state) {
    int target = (int) Structure.target(slot, i);
    int operation = operation(i.opcode());
    if (operation == JA) {
      reach(target, state);
    } else if (operation == JCOND) {
      reach(slot + 1, state);
      reach(target, state);
    } else {
      for (State falls : Branches.follow(state, i, false)) {
        reach(slot + 1, falls);
      }
      for (State jumps : Branches.follow(state, i, true)) {
        reach(target, jumps);
      }
    }
  }

  private void leave(int function, Value result) {
    Value before = results[function];
    Value passed = result.is(Kind.STACK) ? Value.LOADED : result;
    Value now = before == null ? passed : before.join(passed, true);
    if (!now.equals(before)) {
      results[function] = now;
      for (int block : callers.get(function)) {
        blockAt[block].done = 0;
        open.set(block);
      }
    }
  }

  private void callLocal(int function, int leader, int slot, Instruction i, State state) {
    int callee = structure.functionStartingAt(slot + 1 + i.imm());
    Subprogram f = structure.functions().get(callee);
    edges.add(new Edge(function, callee, f.global() ? EdgeKind.GLOBAL_CALL : EdgeKind.STATIC_CALL));
    boolean escapes = false;
    State entry = State.atEntry();
    for (int r = Register.R1; r <= Register.R5; r++) {
      Value argument = state.get(r);
      escapes |= !argument.is(Kind.SCALAR) && !argument.is(Kind.NOT_INIT);
      entry.defineArgument(r, Calls.passed(argument));
    }
    if (escapes) {
      state.forgetSpills();
    }
    if (f.global()) {
      enterGlobal(callee);
      state.clobber();
      state.set(Register.R0, Value.UNKNOWN);
      reach(slot + 1, state);
      return;
    }
    callers.get(callee).add(leader);
    reach(f.start(), entry);
    Value result = results[callee];
    if (result != null) {
      state.clobber();
      state.set(Register.R0, result);
      reach(slot + 1, state);
    }
  }

  private void enterGlobal(int callee) {
    Subprogram f = structure.functions().get(callee);
    if (!isReached(f.start())) {
      reach(f.start(), globalEntry(f));
    }
  }

  private State globalEntry(Subprogram f) {
    State entry = State.atEntry();
    BtfType.FuncProto proto = prototype(f);
    Btf btf = program.btf();
    int count = proto == null ? 5 : Math.min(proto.params().size(), 5);
    for (int n = 0; n < count; n++) {
      boolean number =
          proto != null
              && btf != null
              && !(btf.resolved(proto.params().get(n).type()) instanceof BtfType.Ptr);
      entry.defineArgument(
          n + 1, number ? Value.UNKNOWN : proto == null ? Value.LOADED : Value.MEMORY_OR_NULL);
    }
    return entry;
  }

  /** The prototype of a function of the program, or null when it has no BTF. */
  BtfType.@Nullable FuncProto prototype(Subprogram f) {
    Btf btf = program.btf();
    return btf != null
            && f.funcTypeId() > 0
            && f.funcTypeId() <= btf.size()
            && btf.type(f.funcTypeId()) instanceof BtfType.Func func
            && btf.type(func.type()) instanceof BtfType.FuncProto proto
        ? proto
        : null;
  }

  private void callBack(int function, Instruction call, State state) {
    for (Calls.Callback callback : calls.callbacks(call, state)) {
      Value given = state.get(callback.register());
      if (given.is(Kind.FUNCTION)) {
        if (given.id() >= 0) {
          enterCallback(function, structure.functionStartingAt(given.id()), callback);
        } else {
          for (int target : functionPointers()) {
            enterCallback(function, structure.functionStartingAt(target), callback);
          }
        }
      }
    }
  }

  private List<Integer> functionPointers() {
    List<Integer> targets = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      if (i.opcode() == LD_IMM64) {
        if (i.src() == PSEUDO_FUNC) {
          targets.add(slot + 1 + i.imm());
        }
        slot++;
      }
    }
    return targets;
  }

  private void enterCallback(int function, int callee, Calls.Callback callback) {
    EdgeKind kind =
        switch (callback.kind()) {
          case SYNCHRONOUS -> EdgeKind.CALLBACK;
          case TIMER -> EdgeKind.TIMER;
          case WORK -> EdgeKind.WORK;
        };
    edges.add(new Edge(function, callee, kind));
    State entry = callback.entry().copy();
    for (int r = Register.R1; r <= Register.R5; r++) {
      entry.defineArgument(r, Calls.passed(entry.get(r)));
    }
    reach(structure.functions().get(callee).start(), entry);
  }
}
