package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Depth of the stack over all chains of calls: at most 8 frames and 512 bytes together (Linux 6.12:
 * {@code check_max_stack_depth}). Program types with private stacks count frames of 64 bytes and
 * more by themselves.
 */
final class StackUse {
  /** MAX_CALL_FRAMES. */
  private static final int MAX_FRAMES = 8;

  /** BPF_PRIV_STACK_MIN_SIZE. */
  private static final int PRIVATE_MINIMUM = 64;

  /** BPF_FUNC_tail_call. */
  private static final int TAIL_CALL = 12;

  private final LinkedProgram program;
  private final Structure structure;
  private final Set<Flow.Edge> edges;
  private final int[] bytes;
  private final List<List<Flow.Edge>> callees = new ArrayList<>();
  private final BitSet inAsync = new BitSet();

  /** By function, frames and kind of chain: the most bytes before it that were walked already. */
  private int[][] walked = {};

  StackUse(LinkedProgram program, Structure structure, Set<Flow.Edge> edges) {
    this.program = program;
    this.structure = structure;
    this.edges = edges;
    this.bytes = new int[structure.functions().size()];
    for (int n = 0; n < bytes.length; n++) {
      callees.add(new ArrayList<>());
    }
    for (Flow.Edge edge : edges) {
      if (!isAsync(edge)) {
        callees.get(edge.from()).add(edge);
      }
    }
  }

  /** The function uses the bytes from this offset up to its frame pointer. */
  void used(int function, long offset) {
    if (offset < 0 && offset >= -State.STACK_BYTES) {
      bytes[function] = Math.max(bytes[function], (int) -offset);
    }
  }

  void check() throws Refusal {
    int count = structure.functions().size();
    BitSet asyncRoots = new BitSet(count);
    for (Flow.Edge edge : edges) {
      if (isAsync(edge)) {
        asyncRoots.set(edge.to());
      }
    }
    for (int root = count - 1; root >= 0; root--) {
      if (asyncRoots.get(root)) {
        forgetWalks();
        walk(root, 1, 0, false, false);
      }
    }
    forgetWalks();
    walk(0, 1, 0, hasPrivateStacks(), false);
  }

  private void forgetWalks() {
    walked = new int[bytes.length][2 * (MAX_FRAMES + 1)];
    for (int[] row : walked) {
      Arrays.fill(row, -1);
    }
  }

  private static boolean isAsync(Flow.Edge edge) {
    return edge.kind() == Flow.EdgeKind.TIMER || edge.kind() == Flow.EdgeKind.WORK;
  }

  private boolean hasPrivateStacks() {
    for (Instruction i : program.instructions()) {
      if (i.opcode() == (Opcode.JMP | Opcode.CALL) && i.src() == 0 && i.imm() == TAIL_CALL) {
        return false;
      }
    }
    return switch (program.type()) {
      case KPROBE, TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT -> true;
      case TRACING -> !program.section().startsWith("iter");
      default -> false;
    };
  }

  private void walk(int function, int frames, int before, boolean privateStacks, boolean global)
      throws Refusal {
    Subprogram f = structure.functions().get(function);
    if (frames > MAX_FRAMES) {
      String reason =
          global
              ? "the call stack of " + (frames - 1) + " frames is too deep !"
              : "the call stack of " + frames + " frames is too deep";
      throw new Refusal(
          Errno.E2BIG, f.start(), reason, "at most 8 functions may be active; no recursion");
    }
    int chain = 2 * frames + (global ? 1 : 0);
    if (walked[function][chain] >= before) {
      return;
    }
    walked[function][chain] = before;
    int own = Math.ceilDiv(bytes[function], 16) * 16;
    if (!privateStacks) {
      inAsync.set(function);
    }
    int depth = before;
    if (!privateStacks || own < PRIVATE_MINIMUM || inAsync.get(function)) {
      depth += own;
      if (depth > State.STACK_BYTES) {
        throw new Refusal(
            Errno.EACCES,
            f.start(),
            "combined stack size of " + frames + " calls is " + depth + ". Too large",
            "function '" + f.name() + "' needs " + own + " of the 512 bytes");
      }
    }
    for (Flow.Edge edge : callees.get(function)) {
      boolean isGlobal = global || edge.kind() == Flow.EdgeKind.GLOBAL_CALL;
      walk(edge.to(), frames + 1, depth, privateStacks, isGlobal);
    }
  }
}
