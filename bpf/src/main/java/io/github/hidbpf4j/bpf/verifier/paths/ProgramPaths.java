package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths of an accepted program as walked by the verifier. A node is an instruction processed on
 * some path; edges lead to its successors. The verifier walks into static functions and synchronous
 * callbacks where they are called; global functions and callbacks of timers and work queues are
 * separate entries. Not thread-safe, as it caches results.
 */
public final class ProgramPaths {
  /** No node. */
  public static final int NONE = -1;

  private static final int REGISTER_BITS = 4;

  static final int LEFT_IS_POINTER = 1;
  static final int RIGHT_IS_POINTER = 2;
  static final int IN_CALLBACK = 4;

  /** The kind of a walk's entry. */
  public enum EntryKind {
    /** The program. */
    PROGRAM,
    /** A global function, with any valid arguments. */
    GLOBAL_FUNCTION,
    /** A callback that runs later, of a timer or work queue. */
    CALLBACK
  }

  /**
   * A function that the walk entered without a caller.
   *
   * @param slot its first slot
   * @param node its first node
   * @param setBy the call that set the callback, {@link #NONE} for others
   */
  public record Entry(EntryKind kind, int slot, int node, int setBy) {}

  /** A path that ended after a node, because a state stored at another node covers it. */
  record Cover(int from, int to, boolean exact) {}

  private final LinkedProgram program;
  private final ApiProfile profile;
  private final List<Instruction> instructions;
  private final boolean complete;
  private final int[] slots;
  private final int[] previous;
  private final byte[] depths;
  private final byte[] marks;
  private final Operand[] @Nullable [] operands;
  private final List<Entry> entries;
  private final int[][] next;
  private final Map<Integer, int[]> coveredFrom = new HashMap<>();
  private final BitSet covered = new BitSet();
  private final BitSet mixed = new BitSet();
  private final int[] roots;
  private final ValueSources sources;
  private final Map<Integer, Optional<Comparison>> comparisons = new HashMap<>();
  private final Map<Integer, List<Derivation>> derivations = new HashMap<>();

  ProgramPaths(
      LinkedProgram program,
      ApiProfile profile,
      boolean complete,
      int[] slots,
      int[] previous,
      byte[] depths,
      byte[] marks,
      Operand[] @Nullable [] operands,
      List<Entry> entries,
      List<Cover> covers) {
    this.program = program;
    this.profile = profile;
    this.instructions = program.instructions();
    this.complete = complete;
    this.slots = slots;
    this.previous = previous;
    this.depths = depths;
    this.marks = marks;
    this.operands = operands;
    this.entries = List.copyOf(entries);
    next = new int[slots.length][];
    roots = new int[slots.length];
    Arrays.fill(next, new int[0]);
    for (int node = 0; node < slots.length; node++) {
      roots[node] = previous[node] == NONE ? node : roots[previous[node]];
      if (previous[node] != NONE) {
        addNext(previous[node], node);
      }
    }
    for (Cover cover : covers) {
      addNext(cover.from(), cover.to());
      coveredFrom.merge(cover.to(), new int[] {cover.from()}, ProgramPaths::joined);
      covered.set(cover.to());
    }
    mix(covers);
    sources = new ValueSources(this);
  }

  private void addNext(int from, int to) {
    next[from] = joined(next[from], new int[] {to});
  }

  private static int[] joined(int[] some, int[] more) {
    int[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  /** Marks the nodes that are also reached by paths with other numbers than those of the walk. */
  private void mix(List<Cover> covers) {
    List<Integer> pending = new ArrayList<>();
    for (Cover cover : covers) {
      if (!cover.exact()) {
        pending.add(cover.to());
      }
    }
    while (!pending.isEmpty()) {
      int node = pending.removeLast();
      if (!mixed.get(node)) {
        mixed.set(node);
        for (int to : next[node]) {
          pending.add(to);
        }
      }
    }
  }

  /** The program. */
  public LinkedProgram program() {
    return program;
  }

  /** Whether the whole walk was recorded; if not, some paths end too early. */
  public boolean isComplete() {
    return complete;
  }

  /** Number of nodes, which are numbered from 0. */
  public int size() {
    return slots.length;
  }

  /** The entries, in the order of the walk. */
  public List<Entry> entries() {
    return entries;
  }

  /** The first node of the program; fails when nothing was recorded. */
  public int start() {
    return entries.getFirst().node();
  }

  /** The slot of a node. */
  public int slot(int node) {
    return slots[node];
  }

  /** The instruction of a node. */
  public Instruction instruction(int node) {
    return instructions.get(slots[node]);
  }

  /** Call depth of its function, from the entry on. */
  public int depth(int node) {
    return depths[node];
  }

  /**
   * The first node of the function that the walk entered without a caller on the way to this one.
   */
  public int root(int node) {
    return roots[node];
  }

  /** The successors; must not be modified. Empty where a path ends. */
  public int[] next(int node) {
    return next[node];
  }

  int previous(int node) {
    return previous[node];
  }

  /** Whether paths other than that of the walk lead to a node. */
  boolean isCovered(int node) {
    return covered.get(node);
  }

  int[] coveredFrom(int node) {
    return coveredFrom.getOrDefault(node, new int[0]);
  }

  boolean has(int node, int mark) {
    return (marks[node] & mark) != 0;
  }

  /** Whether it is a call of a helper or kernel function. */
  public boolean isKernelCall(int node) {
    Instruction insn = instruction(node);
    return isCall(insn) && insn.src() != Opcode.PSEUDO_CALL;
  }

  private static boolean isCall(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL);
  }

  /** The row of the helper or kernel function that a node calls; null for others. */
  public @Nullable KernelFunction called(int node) {
    if (!isKernelCall(node)) {
      return null;
    }
    Instruction insn = instruction(node);
    if (insn.src() == Opcode.CALL_HELPER) {
      HelperPrototype prototype = profile.helper(program, insn.imm());
      return prototype == null ? null : prototype.helper();
    }
    Btf btf = program.kernelBtf();
    return btf != null
            && insn.imm() > 0
            && insn.imm() <= btf.size()
            && btf.type(insn.imm()) instanceof BtfType.Func function
        ? profile.kfunc(function.name())
        : null;
  }

  /** Whether a function or the program returns here. */
  public boolean isExit(int node) {
    return instruction(node).opcode() == (Opcode.JMP | Opcode.EXIT);
  }

  /** The first node of the global function that this node calls; {@link #NONE} for other nodes. */
  public int globalCallee(int node) {
    Instruction insn = instruction(node);
    if (!isCall(insn) || insn.src() != Opcode.PSEUDO_CALL) {
      return NONE;
    }
    int slot = slots[node] + 1 + insn.imm();
    for (Entry entry : entries) {
      if (entry.kind() == EntryKind.GLOBAL_FUNCTION && entry.slot() == slot) {
        return entry.node();
      }
    }
    return NONE;
  }

  /** Whether the node loads or stores through a pointer. */
  public boolean isAccess(int node) {
    int c = instruction(node).instructionClass();
    return c == Opcode.LDX || c == Opcode.ST || c == Opcode.STX;
  }

  /** The operand of a load or store. */
  public Operand accessed(int node) {
    return operand(node, 0);
  }

  /** The operand that a store from a register stores. */
  public Operand stored(int node) {
    return operand(node, 1);
  }

  /** An argument of a call, 1 to 5. */
  public Operand argument(int node, int register) {
    return operand(node, register - 1);
  }

  /**
   * The operand in R0 where a function returns, or in a register before arithmetic with a constant.
   */
  public Operand result(int node) {
    return operand(node, 0);
  }

  private Operand operand(int node, int index) {
    Operand[] all = operands[node];
    return all == null || index >= all.length ? Operand.OTHER : all[index];
  }

  /** Sources of a register's value before the node: on every path it is one of these. */
  public Set<Source> sources(int node, int register) {
    return sources.of(node, register);
  }

  /** Instructions that searches for sources have visited so far. */
  public long searchSteps() {
    return sources.steps();
  }

  /** Sources of the values on the stack from this place on, within its frame. */
  public Set<Source> sourcesOnStack(int node, Operand.Stack at) {
    return sources.onStack(node, at);
  }

  /** The ways in which a register was computed: on every path it is one of these. */
  public List<Derivation> derivations(int node, int register) {
    return derivations.computeIfAbsent(
        node << REGISTER_BITS | register, _ -> new Derivations(this).of(node, register));
  }

  /** The number that a register of a call, store or comparison has on every path, or null. */
  public @Nullable Long constant(int node, int register) {
    return sources.constant(node, register);
  }

  /** Numbers that the program itself puts into a register on some path, and leaves there. */
  public Set<Long> immediates(int node, int register) {
    return sources.immediates(node, register);
  }

  /** Stack bytes that are the same on every path; -1 for others. */
  public int[] bytes(int node, Operand.Stack at, int count) {
    int[] bytes = new int[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at.offset() == Operand.ANYWHERE ? -1 : sources.stackByte(node, at, i);
    }
    return bytes;
  }

  boolean isMixed(int node) {
    return mixed.get(node);
  }

  /** Whether it is a conditional jump on registers. */
  public boolean isConditional(int node) {
    Instruction insn = instruction(node);
    int c = insn.instructionClass();
    return (c == Opcode.JMP || c == Opcode.JMP32)
        && switch (Opcode.operation(insn.opcode())) {
          case Opcode.CALL, Opcode.EXIT, Opcode.JA, Opcode.JCOND -> false;
          default -> true;
        };
  }

  /** The comparison of a conditional jump; null if it does not compare with a number. */
  public @Nullable Comparison comparison(int node) {
    return comparisons
        .computeIfAbsent(node, _ -> Optional.ofNullable(sources.comparison(node)))
        .orElse(null);
  }

  /**
   * Whether an edge from a conditional jump is the taken branch; null if both branches are the
   * same.
   */
  public @Nullable Boolean isTaken(int node, int to) {
    int straight = slots[node] + 1;
    int target = straight + instruction(node).offset();
    return straight == target ? null : (Boolean) (slots[to] == target);
  }

  /** The element of the map value that a register points to. */
  public ElementKey key(int node, int register, MapSpec map) {
    return map.maxEntries() == 1 ? ElementKey.ONLY : sources.key(node, register);
  }
}
