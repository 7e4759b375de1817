package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.call.StackArguments;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes live stack slots before the walk, as Linux 7.1 and later do ({@code
 * bpf_compute_subprog_arg_access}): pointers into stacks are followed through each function, and
 * through calls that pass them on; liveness follows from what an instruction may read or always
 * writes through them. Functions that get no such pointer are analysed once, on their own.
 */
final class AnalyzedStack implements StackLiveness {
  private static final int MOST_CALLS = 10_000;
  private static final int ARGUMENTS = 5;

  /** A function entered by a call, at a depth ({@code struct func_instance}). */
  private static final class Instance {
    final int depth;
    final int subprogram;
    final int start;
    final int size;
    final @Nullable HalfSlots[] frames;
    boolean known;

    Instance(int depth, int subprogram, SubprogramFacts function) {
      this.depth = depth;
      this.subprogram = subprogram;
      start = function.start;
      size = function.end - function.start;
      frames = new HalfSlots[depth + 1];
    }

    HalfSlots masks(int frame) {
      HalfSlots masks = frames[frame];
      if (masks == null) {
        masks = new HalfSlots(size);
        frames[frame] = masks;
      }
      return masks;
    }

    int live(int slot, int frame, int index) {
      HalfSlots masks = frames[frame];
      return masks == null ? 0 : masks.live(slot - start, index);
    }
  }

  private record Key(int depth, int call) {}

  private final VerifierEnv env;
  private final CallChecker checker;
  private final KnownFlow known;
  private final StackArguments arguments;
  private final Map<Key, Instance> instances = new HashMap<>();
  private final @Nullable PointerFlow[] flows;

  /** Instances at depth 0, by number of the function; computed on demand. */
  private final @Nullable Instance[] roots;

  private final Map<Integer, Origin[]> stackAtCall = new HashMap<>();
  private final int[] calls = new int[VerifierState.MAX_CALL_FRAMES];
  private final List<@Nullable Instance> asked = new ArrayList<>();
  private int entered;
  private boolean analysed;
  private @Nullable VerifierState about;

  /** Works them out. */
  AnalyzedStack(VerifierEnv env, CallChecker checker, KnownFlow known) {
    this.env = env;
    this.checker = checker;
    this.known = known;
    arguments = checker.stackArguments();
    flows = new PointerFlow[env.subprograms().size()];
    roots = new Instance[env.subprograms().size()];
    if (!CallChains.areFewer(env, MOST_CALLS, calls.length - 1)) {
      analyse(); // may be too complex
    }
  }

  /** Where it cannot be too complex only when somebody first asks. */
  private void analyse() {
    analysed = true;
    int[] order = callersLast();
    for (int i = order.length - 1; i >= 0; i--) {
      int function = order[i];
      if (flows[function] == null || env.subprograms().get(function).isGlobal()) {
        analyse(instance(0, env.subprograms().get(function).start, function), noArguments());
      }
    }
  }

  private InstructionGraph graph() {
    return known.graph();
  }

  private static Origin[] noArguments() {
    Origin[] none = new Origin[ARGUMENTS + 1];
    Arrays.fill(none, Origin.NONE);
    return none;
  }

  /** Functions in an order in which callees come before callers ({@code sort_subprogs_topo}). */
  private int[] callersLast() {
    int count = env.subprograms().size();
    int[] order = new int[count];
    int[] stack = new int[count];
    boolean[] found = new boolean[count];
    int done = 0;
    for (int i = 0; i < count; i++) {
      int depth = 0;
      if (!found[i]) {
        found[i] = true;
        stack[depth++] = i;
      }
      while (depth > 0) {
        int callee = newCallee(stack[depth - 1], found);
        if (callee < 0) {
          order[done++] = stack[--depth];
        } else {
          found[callee] = true;
          stack[depth++] = callee;
        }
      }
    }
    return order;
  }

  private int newCallee(int function, boolean[] found) {
    for (int p = graph().orderStart(function); p < graph().orderStart(function + 1); p++) {
      int at = graph().inOrder(p);
      Instruction insn = env.instructions[at];
      if (isOwnCall(insn) || insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC) {
        int callee = env.findSubprogram(at + insn.imm() + 1);
        if (callee >= 0 && !found[callee]) {
          return callee;
        }
      }
    }
    return -1;
  }

  private static boolean isOwnCall(Instruction insn) {
    return isCall(insn) && insn.src() == Opcode.PSEUDO_CALL;
  }

  private static boolean isCall(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL);
  }

  private Instance instance(int depth, int call, int function) {
    return instances.computeIfAbsent(
        new Key(depth, call), _ -> new Instance(depth, function, env.subprograms().get(function)));
  }

  /** {@code analyze_subprog}. */
  private void analyse(Instance target, Origin[] passed) {
    if (++entered > MOST_CALLS) {
      throw env.reject(
          Errno.E2BIG, "liveness analysis exceeded complexity limit (%d calls)", entered);
    }
    int function = target.subprogram;
    Instance at =
        target.known
            ? new Instance(target.depth, function, env.subprograms().get(function))
            : target;
    Origin[][] outer = new Origin[at.depth][];
    for (int frame = 0; frame < at.depth; frame++) {
      outer[frame] = stackAtCall.getOrDefault(calls[frame], new Origin[0]);
    }
    PointerFlow flow = new PointerFlow(env, graph(), function, at.depth, passed, outer);
    flows[function] = flow;
    int from = graph().orderStart(function);
    int to = graph().orderStart(function + 1);
    for (int place = to - 1; place >= from; place--) {
      record(at, flow, graph().inOrder(place));
    }
    for (int place = from; place < to; place++) {
      followCall(at, graph().inOrder(place));
    }
    if (at != target) {
      merge(target, at);
    }
    update(target);
  }

  private static void merge(Instance into, Instance other) {
    for (int frame = 0; frame <= into.depth; frame++) {
      HalfSlots known = into.frames[frame];
      HalfSlots found = other.frames[frame];
      if (known != null && found != null) {
        known.merge(found);
      } else if (known != null) {
        known.forgetWrites();
      } else if (found != null) {
        found.forgetWrites();
        into.frames[frame] = found;
      }
    }
  }

  private void update(Instance at) {
    at.known = true;
    int from = graph().orderStart(at.subprogram);
    int to = graph().orderStart(at.subprogram + 1);
    boolean changed = true;
    boolean once = graph().isOrdered(at.subprogram);
    while (changed) {
      changed = false;
      for (HalfSlots masks : at.frames) {
        if (masks != null) {
          for (int place = from; place < to; place++) {
            changed |= update(masks, graph().inOrder(place), at.start) && !once;
          }
        }
      }
    }
  }

  private boolean update(HalfSlots masks, int slot, int start) {
    int next = graph().successor(slot, 0);
    int target = graph().successor(slot, 1);
    return (next >= 0 || target >= 0)
        && masks.update(
            slot - start, next < 0 ? -1 : next - start, target < 0 ? -1 : target - start);
  }

  // ---- accesses

  private void record(Instance at, PointerFlow flow, int slot) {
    Instruction insn = env.instructions[slot];
    int size = Opcode.bytes(insn.opcode());
    switch (insn.instructionClass()) {
      case Opcode.LDX -> access(at, slot, place(flow, slot, insn.src(), insn), size);
      case Opcode.ST -> access(at, slot, place(flow, slot, insn.dst(), insn), -size);
      case Opcode.STX -> {
        boolean atomic = Opcode.mode(insn.opcode()) == Opcode.ATOMIC;
        boolean writes = !atomic || insn.imm() == Opcode.STORE_REL;
        boolean loads = atomic && insn.imm() == Opcode.LOAD_ACQ;
        Origin place = place(flow, slot, loads ? insn.src() : insn.dst(), insn);
        access(at, slot, place, writes ? -size : size);
      }
      case Opcode.JMP -> {
        if (isCall(insn)) {
          recordCall(at, flow, slot, insn);
        }
      }
      default -> {}
    }
    if (isOwnCall(insn) || env.facts[slot].callsCallback()) {
      stackAtCall.put(slot, flow.stack(slot));
    }
  }

  private static Origin place(PointerFlow flow, int slot, int register, Instruction insn) {
    return flow.register(slot, register).plus(insn.offset());
  }

  private void recordCall(Instance at, PointerFlow flow, int slot, Instruction call) {
    if (call.src() == Opcode.PSEUDO_CALL) {
      return;
    }
    for (int register = 1; register <= ARGUMENTS; register++) {
      Origin place = flow.register(slot, register);
      if (place.isPointer() && isArgument(call, register)) {
        access(at, slot, place, arguments.bytes(call, register - 1, known(slot)));
      }
    }
  }

  private boolean isArgument(Instruction call, int register) {
    int count = checker.parameterCount(call);
    return count < 0 || register <= count;
  }

  private StackArguments.Known known(int slot) {
    return new StackArguments.Known() {
      @Override
      public long number(int register) {
        return known.constants().number(slot, register);
      }

      @Override
      public @Nullable MapSpec map(int register) {
        return known.constants().map(slot, register);
      }
    };
  }

  /** Positive numbers of bytes are read, negative ones written ({@code record_stack_access}). */
  private static void access(Instance at, int slot, Origin place, long bytes) {
    int relative = slot - at.start;
    if (bytes == 0 || !place.isPointer()) {
      return;
    }
    if (place.isOfSeveral()) {
      for (int frame = 0; frame <= at.depth; frame++) {
        if (place.mayBeIn(frame)) {
          at.masks(frame).readAll(relative);
        }
      }
      return;
    }
    if (place.frame() > at.depth) {
      return;
    }
    boolean writes = bytes < 0 && bytes != StackArguments.UNKNOWN;
    short[] offsets = place.offsets();
    if (writes ? offsets.length != 1 : offsets.length == 0) {
      if (!writes) {
        at.masks(place.frame()).readAll(relative);
      }
      return;
    }
    for (short offset : offsets) {
      if (offset < 0) {
        access(at.masks(place.frame()), relative, -offset, bytes, writes);
      }
    }
  }

  /** {@code record_stack_access_off}; depth is where the access starts below the frame pointer. */
  private static void access(HalfSlots masks, int relative, int depth, long bytes, boolean writes) {
    int half = HalfSlots.BYTES;
    if (writes) {
      long end = depth + bytes; // below the frame pointer, too
      masks.write(relative, (int) Math.max((end + half - 1) / half, 0), depth / half - 1);
    } else if (bytes == StackArguments.UNKNOWN) {
      masks.read(relative, 0, (depth - 1) / half);
    } else {
      masks.read(relative, (int) Math.max((depth - bytes) / half, 0), (depth - 1) / half);
    }
  }

  // ---- calls

  /** Analyses a function of the program with the stack pointers passed to it. */
  private void followCall(Instance at, int slot) {
    Instruction insn = env.instructions[slot];
    PointerFlow flow = flow(at.subprogram);
    Origin[] passed = noArguments();
    int callee;
    if (isOwnCall(insn)) {
      callee = env.findSubprogram(slot + insn.imm() + 1);
      for (int register = 1; register <= ARGUMENTS; register++) {
        passed[register] = flow.register(slot, register);
      }
    } else if (env.facts[slot].callsCallback()) {
      StackArguments.PassedContext context = arguments.passedContext(insn);
      if (context == null) {
        return;
      }
      callee = known.constants().function(slot, context.callback());
      Origin given = flow.register(slot, context.context());
      if (callee < 0) {
        readAll(at, slot, given);
        return;
      }
      passed[context.parameter()] = given;
    } else {
      return;
    }
    if (callee >= 0 && hasPointer(passed)) {
      enter(at, slot, callee, passed);
    }
  }

  private PointerFlow flow(int subprogram) {
    PointerFlow flow = flows[subprogram];
    if (flow == null) {
      throw new IllegalStateException("function " + subprogram + " was not processed");
    }
    return flow;
  }

  /** Assumes that everything is read: it is unknown which callback gets the pointer. */
  private static void readAll(Instance at, int slot, Origin given) {
    if (!given.isNone()) {
      for (int frame = 0; frame <= at.depth; frame++) {
        at.masks(frame).readAll(slot - at.start);
      }
    }
  }

  private static boolean hasPointer(Origin[] passed) {
    for (int register = 1; register <= ARGUMENTS; register++) {
      if (passed[register].isPointer()) {
        return true;
      }
    }
    return false;
  }

  private void enter(Instance at, int slot, int callee, Origin[] passed) {
    if (at.depth == calls.length - 1) {
      throw new Rejection(Errno.EINVAL, "calls are too deep to follow pointers into stacks");
    }
    Instance entry = instance(at.depth + 1, slot, callee);
    calls[at.depth] = slot;
    analyse(entry, passed);
    for (int frame = 0; frame < entry.depth; frame++) {
      HalfSlots masks = entry.frames[frame];
      if (masks != null) {
        at.masks(frame).readLiveOf(slot - at.start, masks, 0);
      }
    }
  }

  // ---- what is asked

  @Override
  public void ask(VerifierState state) {
    if (!analysed) {
      analyse();
    }
    about = state;
    asked.clear();
    for (int frame = 0; frame <= state.currentFrame(); frame++) {
      asked.add(find(state.frame(frame), frame));
    }
  }

  /** {@code lookup_instance}: callers that pass no pointer are not part of the key. */
  private @Nullable Instance find(FrameState frame, int number) {
    if (number == 0) {
      Instance root = roots[frame.subprogram()];
      if (root == null) {
        root = instances.get(new Key(0, env.subprograms().get(frame.subprogram()).start));
        roots[frame.subprogram()] = root;
      }
      return root;
    }
    int start = env.subprograms().get(frame.subprogram()).start;
    for (int depth = number; depth > 0; depth--) {
      Instance found = instances.get(new Key(depth, frame.callsite()));
      if (found != null) {
        return found;
      }
    }
    return instances.get(new Key(0, start));
  }

  @Override
  public int liveHalves(int frame, int index) {
    VerifierState state = about;
    Instance innermost = asked.getLast();
    if (state == null || innermost == null) {
      return WHOLE_SLOT;
    }
    int current = state.currentFrame();
    int relative = frame + innermost.depth - current;
    int live =
        relative >= 0 && relative <= innermost.depth
            ? innermost.live(state.slot(), relative, index)
            : 0;
    for (int f = frame; f < current && live != WHOLE_SLOT; f++) {
      Instance caller = asked.get(f);
      int its = caller == null ? -1 : frame + caller.depth - f;
      if (caller == null || its < 0 || its > caller.depth) {
        return WHOLE_SLOT;
      }
      int call = state.frame(f + 1).callsite();
      live |= caller.live(env.facts[call].callsCallback() ? call : call + 1, its, index);
    }
    return live;
  }
}
