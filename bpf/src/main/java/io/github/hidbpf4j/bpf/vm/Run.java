package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.helper.ThrownException;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.time.Scheduler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * State of one run in progress: registers, call frames and their stacks in the arena, budgets. The
 * machine keeps finished ones for reuse. A run stays on one thread; a run started inside another
 * has its own.
 */
final class Run implements RunContext {
  /**
   * Call frames of one program, main program and callbacks included (Linux 6.12 MAX_CALL_FRAMES). A
   * tail call from a function counts anew: the callers of that function stay.
   */
  static final int MAX_FRAMES = 8;

  /** Bytes of stack of a frame (Linux 6.12 MAX_BPF_STACK, which is for all frames together). */
  static final int FRAME_STACK = 512;

  /** Iterations that {@code may_goto} allows a frame (Linux 6.12 BPF_MAX_LOOPS). */
  static final int MAX_LOOPS = 8 * 1024 * 1024;

  /** Linux 6.12 MAX_TAIL_CALL_CNT. */
  static final int MAX_TAIL_CALLS = 33;

  /** A slot that no call returns to. */
  private static final int NOWHERE = -1;

  private static final byte[] ZEROS = new byte[FRAME_STACK];

  /** R0 to R10; longer than needed so that no register number is out of bounds. */
  final long[] registers = new long[16];

  /** Per frame: slot of the call that made the frame above it. */
  int[] returnSlot = new int[MAX_FRAMES];

  /** Per frame: what is left of {@link #MAX_LOOPS}. */
  int[] mayGotoLeft = new int[MAX_FRAMES];

  /** Index of the frame that runs. */
  int depth;

  /** Instructions until {@link #interrupt} is to be called. */
  long left;

  /** The program that runs. */
  DecodedProgram current;

  private final Machine machine;
  private final ArenaMemory memory;

  /** Per frame: address of its stack; 0 until it is first used. */
  private long[] stacks = new long[MAX_FRAMES];

  private long[] saved = new long[MAX_FRAMES * 5];
  private DecodedProgram[] callers = new DecodedProgram[MAX_FRAMES];
  private long budget;
  private int tailCalls;

  /** Frames that there may be. */
  private int frameLimit;

  private int preemptDisabled;

  Run(Machine machine, DecodedProgram first) {
    this.machine = machine;
    this.memory = machine.memory();
    this.current = first;
  }

  /**
   * Reads from the packet of the context in R6 into R0, from network to host byte order; false when
   * it is too short ({@code bpf_skb_load_helper_*}, Linux 6.12 net/core/filter.c).
   *
   * @param word the decoded instruction
   * @param offset its immediate
   */
  boolean loadPacket(int word, long offset) {
    PacketSource packets = machine.packets();
    long context = registers[6];
    long at = (int) ((word >> 16) == 0 ? offset : offset + registers[word >>> 12 & 15]);
    int size = 1 << (word >>> 8 & 15);
    long from;
    if (at < 0) {
      from = packets.header(memory, context, (int) at, size);
    } else {
      boolean fits = at + size <= packets.size(memory, context);
      from = fits ? packets.address(memory, context) + at : 0;
    }
    if (from == 0) {
      registers[0] = 0;
      return false;
    }
    registers[0] =
        switch (size) {
          case 1 -> memory.getByte(from) & 0xff;
          case 2 -> Short.reverseBytes(memory.getShort(from)) & 0xffff;
          default -> Integer.reverseBytes(memory.getInt(from)) & 0xffff_ffffL;
        };
    return true;
  }

  /** Makes it ready to run a function with these arguments in its first frame. */
  void start(DecodedProgram program, int slot, long r1, long r2, long r3, long r4, long r5) {
    current = program;
    depth = 0;
    tailCalls = 0;
    frameLimit = MAX_FRAMES;
    preemptDisabled = 0;
    budget = machine.instructionBudget();
    left = machine.interruptsEveryInstruction() ? 0 : budget;
    enterFrame(program, slot);
    arguments(r1, r2, r3, r4, r5);
    registers[0] = 0;
    Arrays.fill(registers, 6, 10, 0);
  }

  /** After the run, however it ended. */
  void finish() {
    if (machine.tracksStackFrames()) {
      for (int i = 0; i <= depth; i++) {
        if (stacks[i] != 0) {
          memory.mark(stacks[i], FRAME_STACK, false, false);
        }
      }
    }
    depth = 0;
    Arrays.fill(callers, null);
  }

  /** Gives its memory back. */
  void free() {
    for (long stack : stacks) {
      if (stack != 0) {
        memory.free(stack);
      }
    }
  }

  private void enterFrame(DecodedProgram program, int slot) {
    if (stacks[depth] == 0) {
      stacks[depth] = memory.allocate(FRAME_STACK, "stack of frame " + depth);
    }
    long stack = stacks[depth];
    registers[10] = stack + FRAME_STACK;
    mayGotoLeft[depth] = MAX_LOOPS;
    if (machine.tracksStackFrames()) {
      memory.mark(stack, FRAME_STACK, true, true);
    }
    // What ran before must not show, even to a program that may read what it did not write.
    if (program.usesStack(slot)) {
      memory.putBytes(stack, ZEROS, 0, FRAME_STACK);
    }
  }

  /** Makes room for this many frames: no more than {@link #MAX_TAIL_CALLS} programs deep. */
  private void allowFrames(int frames) {
    frameLimit = Math.max(frameLimit, frames);
    if (frameLimit > stacks.length) {
      int length = frameLimit + MAX_FRAMES;
      returnSlot = Arrays.copyOf(returnSlot, length);
      mayGotoLeft = Arrays.copyOf(mayGotoLeft, length);
      stacks = Arrays.copyOf(stacks, length);
      saved = Arrays.copyOf(saved, 5 * length);
      callers = Arrays.copyOf(callers, length);
    }
  }

  private void arguments(long r1, long r2, long r3, long r4, long r5) {
    registers[1] = r1;
    registers[2] = r2;
    registers[3] = r3;
    registers[4] = r4;
    registers[5] = r5;
  }

  /** A new frame for the function at {@code target}, called from {@code slot}. */
  void push(DecodedProgram caller, int slot, int target) {
    pushFrame(caller, slot, caller, target);
  }

  private void pushFrame(DecodedProgram caller, int slot, DecodedProgram callee, int target) {
    if (depth + 1 == frameLimit) {
      throw new BpfException("call stack deeper than " + MAX_FRAMES + " frames");
    }
    System.arraycopy(registers, 6, saved, depth * 5, 5);
    returnSlot[depth] = slot;
    callers[depth] = caller;
    depth++;
    enterFrame(callee, target);
  }

  /** Back to the frame below: its registers, its program. */
  void pop() {
    if (machine.tracksStackFrames()) {
      memory.mark(stacks[depth], FRAME_STACK, false, false);
    }
    depth--;
    System.arraycopy(saved, depth * 5, registers, 6, 5);
    current = callers[depth];
  }

  /**
   * Goes on after {@code bpf_throw}: all frames but the first are left, and the exception callback
   * of the program there runs in it ({@code bpf_throw} of {@code kernel/bpf/helpers.c}, Linux
   * 6.12).
   *
   * @return its R0, or what was thrown when there is none
   */
  long handle(long cookie) {
    while (depth > 0) {
      pop();
    }
    preemptDisabled = 0;
    DecodedProgram program = current;
    int callback = program.source().exceptionCallback();
    if (callback < 0) {
      return cookie;
    }
    enterFrame(program, callback);
    arguments(cookie, 0, 0, 0, 0);
    try {
      return Interpreter.execute(this, program, callback);
    } catch (ThrownException again) {
      return again.cookie();
    }
  }

  private void preemptionPoint() {
    if (preemptDisabled == 0) {
      machine.scheduler().preemptionPoint();
    }
  }

  /** Calls a helper or kfunc with R1 to R5. */
  long call(HelperFunction function) {
    preemptionPoint();
    long[] r = registers;
    return function.call(this, r[1], r[2], r[3], r[4], r[5]);
  }

  /**
   * {@code bpf_tail_call(ctx, map, index)}: the program to go on with in this frame, or null when
   * the call fails and the caller goes on.
   */
  @Nullable DecodedProgram tailCall() {
    preemptionPoint();
    long index = registers[3] & 0xffff_ffffL;
    BpfMap map = machine.map(registers[2]);
    if (map == null) {
      throw new BpfException("bpf_tail_call with 0x%x, which is no map".formatted(registers[2]));
    }
    if (tailCalls >= MAX_TAIL_CALLS || index >= map.maxEntries()) {
      return null;
    }
    tailCalls++;
    DecodedProgram target = machine.tailCallTarget(map, (int) index);
    if (target != null) {
      current = target;
      allowFrames(depth + MAX_FRAMES);
      enterFrame(target, 0);
    }
    return target;
  }

  /**
   * What is due before this instruction when the budget of uninterrupted ones is used up; the next
   * such budget, this instruction taken off.
   */
  long interrupt(DecodedProgram program, int slot) {
    if (!machine.interruptsEveryInstruction() || --budget < 0) {
      throw new BpfException(
          "still running after %d instructions, the limit of a run"
              .formatted(machine.instructionBudget()));
    }
    InstructionObserver observer = machine.observer();
    if (observer != null) {
      observer.before(program.source(), slot, depth, registers);
    }
    if (machine.preemptsEveryInstruction()) {
      preemptionPoint();
    }
    return 0;
  }

  @Override
  public long invoke(long function, long r1, long r2, long r3, long r4, long r5) {
    DecodedProgram callee = machine.programAt(function);
    int slot = CodeAddress.slot(function);
    DecodedProgram caller = current;
    int floor = depth;
    pushFrame(caller, NOWHERE, callee, slot);
    arguments(r1, r2, r3, r4, r5);
    try {
      return Interpreter.execute(this, callee, slot);
    } finally {
      while (depth > floor) {
        pop();
      }
      current = caller;
    }
  }

  @Override
  public ArenaMemory memory() {
    return memory;
  }

  @Override
  public @Nullable BpfMap map(long address) {
    return machine.map(address);
  }

  @Override
  public VerifiedProgram program() {
    return current.source();
  }

  @Override
  public @Nullable ProgramHandle handle() {
    return machine.executable(current.id());
  }

  @Override
  public void preemptDisable() {
    preemptDisabled++;
  }

  @Override
  public void preemptEnable() {
    preemptDisabled--;
  }

  @Override
  public Scheduler scheduler() {
    return machine.scheduler();
  }

  @Override
  public int cpu() {
    return machine.cpu();
  }

  @Override
  public int nextRandom() {
    return machine.nextRandom();
  }

  @Override
  public TraceSink trace() {
    return machine.trace();
  }
}
