package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.MemorySemantics.*;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.ThrownException;
import io.github.hidbpf4j.bpf.helper.TraceSink;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.CompiledProgram;
import io.github.hidbpf4j.bpf.vm.compiler.CompiledRun;
import io.github.hidbpf4j.time.Scheduler;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run in progress: registers, call frames and their stacks in the arena, budgets.
 * The machine keeps finished ones for reuse. A run stays on one thread; a run started inside
 * another has its own. The class is long because both engines and all helpers work on this state:
 * frames, tail calls, exceptions and preemption each change several parts of it at once.
 */
final class Run extends CompiledRun implements ReadSection {
  /**
   * Initial capacity for call frames of one program, including main program and callbacks: more
   * than Linux 6.12 allows (MAX_CALL_FRAMES).
   */
  private static final int USUAL_FRAMES = 16;

  /**
   * Maximum number of call frames of one program: functions are not recursive, and there are no
   * more functions than this (BPF_MAX_SUBPROGS). The verifier allows as many as its kernel: 8,
   * later 16, and from Linux 7.1 on the count restarts in global functions. It also restarts at a
   * tail call from a function, whose callers stay.
   */
  static final int MAX_FRAMES = 256;

  /** Stack of a frame in bytes (Linux 6.12 MAX_BPF_STACK, which is for all frames together). */
  static final int FRAME_STACK = ArenaMemory.STACK;

  /** Number of iterations that {@code may_goto} allows a frame (Linux 6.12 BPF_MAX_LOOPS). */
  static final int MAX_LOOPS = 8 * 1024 * 1024;

  /** Linux 6.12 MAX_TAIL_CALL_CNT. */
  static final int MAX_TAIL_CALLS = 33;

  /** {@link Machine#bias} if the interpreter is interrupted at every instruction. */
  static final long INTERRUPTING = Long.MIN_VALUE / 2;

  /** A slot that no call returns to. */
  private static final int NOWHERE = -1;

  /** R0 to R10; longer than needed, so that every register number is in bounds. */
  final long[] registers = new long[16];

  /** Per frame: slot of the call that made the frame above it. */
  int[] returnSlot = new int[USUAL_FRAMES];

  /** Per frame: the rest of {@link #MAX_LOOPS}. */
  int[] mayGotoLeft = new int[USUAL_FRAMES];

  /** Index of the current frame. */
  int depth;

  /** The current program. */
  DecodedProgram current;

  private final Machine machine;
  private final BiasedFlag taken;
  private final boolean pooled;
  private final ArenaMemory memory;
  private final long budget;
  private final boolean tracksStackFrames;

  /** Whether stacks are tracked, as a number: not 0 if so. */
  private final int stacksToForget;

  /** Per frame: address of its stack; 0 until it is first used. */
  private long[] stacks = new long[USUAL_FRAMES];

  /**
   * Per frame: registers between the pieces of a function that is compiled into several methods.
   */
  private long[][] files = new long[USUAL_FRAMES][];

  private long[] saved = new long[USUAL_FRAMES * 5];
  private @Nullable DecodedProgram[] callers = new @Nullable DecodedProgram[USUAL_FRAMES];
  private int tailCalls;

  /** Current limit on the number of frames. */
  private int frameLimit = MAX_FRAMES;

  /** The program whose main function is in the first frame. */
  private DecodedProgram outermost;

  private int preemptDisabled;

  @SuppressWarnings("NullAway.Init") // programs: when it starts to run one
  Run(Machine machine, BiasedFlag taken, boolean pooled) {
    this.machine = machine;
    this.taken = taken;
    this.pooled = pooled;
    this.memory = machine.memory();
    this.budget = machine.budget();
    this.tracksStackFrames = machine.tracksStackFrames();
    this.stacksToForget = tracksStackFrames ? 1 : 0;
  }

  /** Whether it is in progress. */
  BiasedFlag taken() {
    return taken;
  }

  /** Whether it is kept for reuse. */
  boolean isPooled() {
    return pooled;
  }

  @Override
  public long run(Executable program, long r1) {
    return machine.runIn(this, program.decoded(), 0, r1, 0, 0, 0, 0);
  }

  @Override
  public void close() {
    machine.exit(this);
  }

  /** Prepares it to run a function with these arguments in its first frame. */
  void start(DecodedProgram program, int slot, long r1, long r2, long r3, long r4, long r5) {
    current = program;
    outermost = program;
    setLeft(budget);
    enterFrame(program, slot);
    arguments(r1, r2, r3, r4, r5);
    registers[0] = 0;
    Arrays.fill(registers, 6, 10, 0);
  }

  /** Prepares it for compiled code that starts in its first frame. */
  void startCompiled(DecodedProgram program) {
    // Usually equal: avoids the GC barrier of a reference store.
    if (current != program) {
      current = program;
      outermost = program;
      // Even if unused: addresses must not depend on the engine.
      frameStack();
    }
    setLeft(budget);
  }

  /** Resets everything but its program after a run, however it ended. */
  void finish() {
    if ((depth | tailCalls | preemptDisabled | stacksToForget) != 0) {
      reset();
    }
  }

  private void reset() {
    if (tracksStackFrames) {
      for (int i = 0; i <= depth; i++) {
        if (stacks[i] != 0) {
          memory.mark(stacks[i], FRAME_STACK, false, false);
        }
      }
    }
    for (int i = 0; i < depth; i++) {
      callers[i] = null;
    }
    depth = 0;
    tailCalls = 0;
    frameLimit = MAX_FRAMES;
    preemptDisabled = 0;
    outermost = current;
  }

  /** The number that the interpreter adds to the rest of the budget. */
  long bias() {
    return machine.bias();
  }

  /** Frees its memory. */
  void free() {
    for (long stack : stacks) {
      if (stack != 0) {
        memory.free(stack);
      }
    }
  }

  private long frameStack() {
    long stack = stacks[depth];
    if (stack == 0) {
      stack = memory.allocate(FRAME_STACK, "stack of frame " + depth);
      stacks[depth] = stack;
    }
    return stack;
  }

  private void enterFrame(DecodedProgram program, int slot) {
    long stack = frameStack();
    registers[10] = stack + FRAME_STACK;
    mayGotoLeft[depth] = MAX_LOOPS;
    if (tracksStackFrames) {
      memory.mark(stack, FRAME_STACK, true, true);
    }
    // Data of earlier runs must not be visible, even to a program that may read uninitialised
    // stack.
    if (program.usesStack(slot)) {
      memory.freshStack(stack, FRAME_STACK);
    }
  }

  private void arguments(long r1, long r2, long r3, long r4, long r5) {
    registers[1] = r1;
    registers[2] = r2;
    registers[3] = r3;
    registers[4] = r4;
    registers[5] = r5;
  }

  private void requireFrame() {
    if (depth + 1 == frameLimit) {
      throw new BpfException("call stack deeper than " + MAX_FRAMES + " frames");
    }
    if (depth + 1 == stacks.length) {
      makeRoom();
    }
  }

  /** Pushes a frame for the function at {@code target}, called from {@code slot}. */
  void pushFrame(DecodedProgram caller, int slot, DecodedProgram callee, int target) {
    requireFrame();
    System.arraycopy(registers, 6, saved, depth * 5, 5);
    returnSlot[depth] = slot;
    callers[depth] = caller;
    depth++;
    enterFrame(callee, target);
  }

  /** Returns to the frame below, restoring its registers and program. */
  void popFrame() {
    leaveFrame();
    System.arraycopy(saved, depth * 5, registers, 6, 5);
    current = Objects.requireNonNull(callers[depth]);
    callers[depth] = null;
  }

  private void leaveFrame() {
    if (tracksStackFrames && stacks[depth] != 0) {
      memory.mark(stacks[depth], FRAME_STACK, false, false);
    }
    depth--;
  }

  /** Calls a helper or kfunc with R1 to R5. */
  long call(HelperFunction function) {
    preemptionPoint();
    long[] r = registers;
    return function.call(this, r[1], r[2], r[3], r[4], r[5]);
  }

  /**
   * {@code bpf_tail_call(ctx, map, index)}: the program to continue with in this frame, or null
   * when the call fails and the caller continues.
   */
  @Nullable DecodedProgram tailCallTarget(long address, long entry) {
    DecodedProgram target = lookUpTailCall(address, entry);
    if (target != null) {
      current = target;
      enterFrame(target, 0);
    }
    return target;
  }

  private @Nullable DecodedProgram lookUpTailCall(long address, long entry) {
    preemptionPoint();
    long index = entry & 0xffff_ffffL;
    BpfMap map = machine.map(address);
    if (map == null) {
      throw new BpfException("bpf_tail_call with 0x%x, which is not a map".formatted(address));
    }
    if (tailCalls >= MAX_TAIL_CALLS || index >= map.maxEntries()) {
      return null;
    }
    tailCalls++;
    DecodedProgram target = machine.tailCallTarget(map, (int) index);
    if (target != null) {
      frameLimit = Math.max(frameLimit, depth + MAX_FRAMES); // bounded by MAX_TAIL_CALLS
      if (depth == 0) {
        outermost = target;
      }
    }
    return target;
  }

  private void makeRoom() {
    int length = 2 * stacks.length;
    returnSlot = Arrays.copyOf(returnSlot, length);
    mayGotoLeft = Arrays.copyOf(mayGotoLeft, length);
    stacks = Arrays.copyOf(stacks, length);
    files = Arrays.copyOf(files, length);
    saved = Arrays.copyOf(saved, 5 * length);
    callers = Arrays.copyOf(callers, length);
  }

  /**
   * Handles {@code bpf_throw}: all frames but the first are left, in which the exception callback
   * of its program then runs ({@code bpf_throw} of {@code kernel/bpf/helpers.c}, Linux 6.12).
   *
   * @return its R0, or the value thrown when there is none
   */
  long handle(long cookie) {
    while (depth > 0) {
      leaveFrame();
      callers[depth] = null;
    }
    preemptDisabled = 0;
    current = outermost;
    int callback = outermost.source().exceptionCallback();
    if (callback < 0) {
      return cookie;
    }
    enterFrame(outermost, callback);
    arguments(cookie, 0, 0, 0, 0);
    try {
      return Interpreter.execute(this, outermost, callback);
    } catch (ThrownException again) {
      return again.cookie();
    }
  }

  /**
   * Does what is due before this instruction, when {@code budget} plus {@link Machine#bias} is
   * negative.
   */
  void interrupt(DecodedProgram program, int slot, long budget) {
    if (budget < 0) {
      throw budgetExceeded();
    }
    Counters counters = program.counters();
    if (counters != null) {
      counters.count(slot, registers);
    }
    InstructionObserver observer = machine.observer();
    if (observer != null) {
      observer.before(program.source(), slot, depth, registers);
    }
    if (machine.preemptsEveryInstruction()) {
      preemptionPoint();
    }
  }

  @Override
  public long invoke(long function, long r1, long r2, long r3, long r4, long r5) {
    DecodedProgram callee = machine.programAt(function);
    int slot = CodeAddress.slot(function);
    DecodedProgram caller = current;
    int floor = depth;
    CompiledProgram compiled = callee.compiledFor(slot);
    // Calling it repeatedly is a loop, too.
    long remaining = left() - 1;
    setLeft(remaining);
    if (remaining < 0) {
      throw budgetExceeded();
    }
    try {
      if (compiled != null) {
        push();
        current = callee;
        return compiled.call(this, slot, r1, r2, r3, r4, r5);
      }
      pushFrame(caller, NOWHERE, callee, slot);
      arguments(r1, r2, r3, r4, r5);
      return Interpreter.execute(this, callee, slot);
    } finally {
      while (depth > floor) {
        // The registers of interpreted frames are restored below; compiled code keeps its own.
        if (compiled != null) {
          leaveFrame();
        } else {
          popFrame();
        }
      }
      current = caller;
    }
  }

  /** Runs an interpreted program in the frame of a compiled one. */
  private long interpretTailCall(DecodedProgram target, long ctx) {
    // The frame below may be interpreted, with its registers here.
    long r6 = registers[6];
    long r7 = registers[7];
    long r8 = registers[8];
    long r9 = registers[9];
    long r10 = registers[10];
    enterFrame(target, 0);
    registers[1] = ctx;
    long r0 = Interpreter.execute(this, target, 0);
    registers[6] = r6;
    registers[7] = r7;
    registers[8] = r8;
    registers[9] = r9;
    registers[10] = r10;
    return r0;
  }

  // ---- what compiled code asks for

  @Override
  public long[] registerFile() {
    long[] file = files[depth];
    if (file == null) {
      file = new long[16];
      files[depth] = file;
    }
    return file;
  }

  @Override
  public long stack(int bytes) {
    long stack = frameStack();
    if (tracksStackFrames) {
      memory.mark(stack, FRAME_STACK, true, true);
    }
    memory.freshStack(stack, bytes);
    return stack + FRAME_STACK;
  }

  @Override
  public void push() {
    requireFrame();
    depth++;
    frameStack();
  }

  @Override
  public void pop() {
    leaveFrame();
  }

  @Override
  public void startMayGoto() {
    mayGotoLeft[depth] = MAX_LOOPS;
  }

  @Override
  public boolean mayGoto() {
    if (mayGotoLeft[depth] == 0) {
      return true;
    }
    mayGotoLeft[depth]--;
    return false;
  }

  @Override
  public void preemptionPoint() {
    if (preemptDisabled == 0) {
      machine.scheduler().preemptionPoint();
    }
  }

  @Override
  public boolean tailCall(long ctx, long map, long index) {
    DecodedProgram caller = current;
    DecodedProgram target = lookUpTailCall(map, index);
    if (target == null) {
      return false;
    }
    current = target;
    CompiledProgram compiled = target.compiledFor(0);
    if (compiled != null) {
      setTailCallResult(compiled.main(this, ctx, 0, 0, 0, 0));
    } else {
      setTailCallResult(interpretTailCall(target, ctx));
    }
    current = caller;
    return true;
  }

  @Override
  public long probe(int op, long address) {
    int size =
        switch (op) {
          case Op.PROBE8, Op.PROBESX8 -> 1;
          case Op.PROBE16, Op.PROBESX16 -> 2;
          case Op.PROBE32, Op.PROBESX32 -> 4;
          default -> 8;
        };
    if (!memory.isReadable(address, size)) {
      return 0;
    }
    MemorySegment segment = memory.segment();
    long offset = memory.offset(address);
    return switch (op) {
      case Op.PROBE8 -> load8(segment, offset);
      case Op.PROBE16 -> load16(segment, offset);
      case Op.PROBE32 -> load32(segment, offset);
      case Op.PROBESX8 -> loadSigned8(segment, offset);
      case Op.PROBESX16 -> loadSigned16(segment, offset);
      case Op.PROBESX32 -> loadSigned32(segment, offset);
      default -> load64(segment, offset);
    };
  }

  @Override
  public long loadPacket(int word, long immediate, long context, long index) {
    PacketSource packets = machine.packets();
    long at = (int) (Word.offset(word) == 0 ? immediate : immediate + index);
    int size = 1 << Word.dst(word);
    long from;
    if (at < 0) {
      from = packets.header(memory, context, (int) at, size);
    } else {
      boolean fits = at + size <= packets.size(memory, context);
      from = fits ? packets.address(memory, context) + at : 0;
    }
    if (from == 0) {
      return -1;
    }
    return switch (size) {
      case 1 -> memory.getByte(from) & 0xff;
      case 2 -> Short.reverseBytes(memory.getShort(from)) & 0xffff;
      default -> Integer.reverseBytes(memory.getInt(from)) & 0xffff_ffffL;
    };
  }

  @Override
  public BpfException fault(BpfException cause, int slot) {
    return cause instanceof ExecutionException e
        ? e
        : new ExecutionException(current.source(), slot, cause);
  }

  @Override
  public BpfException budgetExceeded() {
    return new BpfException(
        "still running after %d jumps backwards and callbacks, the limit of a run"
            .formatted(budget));
  }

  @Override
  public BpfException outsideMemory() {
    return new BpfException("access outside program memory, here or later in this basic block");
  }

  @Override
  public BpfException noInstruction() {
    return new BpfException("no instruction to run in this slot");
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
  public String functionName(long function) {
    List<Subprogram> functions = machine.programAt(function).source().subprograms();
    int slot = CodeAddress.slot(function);
    for (int i = 0; i < functions.size(); i++) {
      if (functions.get(i).start() == slot) {
        return functions.get(i).name();
      }
    }
    return "";
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
