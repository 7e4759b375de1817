package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.log.LogBuffer;
import io.github.hidbpf4j.bpf.verifier.log.StateText;
import io.github.hidbpf4j.bpf.verifier.log.VerifierTexts;
import io.github.hidbpf4j.bpf.verifier.scalar.CircularRanges;
import io.github.hidbpf4j.bpf.verifier.scalar.Intervals;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One verification ({@code struct bpf_verifier_env}): the program, its profile, and the position of
 * the walk. The loader is root (CAP_BPF and CAP_PERFMON), so pointers may leak, uninitialised stack
 * may be read, and speculation is ignored.
 */
public final class VerifierEnv {
  /** The program. */
  public final LinkedProgram program;

  /** The API of its kernel. */
  public final ApiProfile profile;

  /** The log. */
  public final LogBuffer log;

  /** Writes states and instructions to the log. */
  public final StateText text;

  /** The wording of messages in its kernel. */
  public final VerifierTexts texts;

  private static final int OLDER_CALL_FRAMES = 8;

  /** Value of {@link #slot()} when there is no current instruction. */
  public static final int NO_SLOT = -1;

  /** The slots of the program. */
  public final Instruction[] instructions;

  /** Facts about each slot. */
  public final InstructionFacts[] facts;

  /** Flags with which the program is loaded: {@code BPF_F_*}. */
  public final int flags;

  /** Whether misaligned accesses are refused (BPF_F_STRICT_ALIGNMENT). */
  public final boolean strictAlignment;

  /**
   * Whether a sleepable program may contain non-sleepable code: its timer callbacks, under {@link
   * TimerCallbackRule#NON_SLEEPABLE}, or those of work queues in softirq context. Then {@link
   * VerifierState#inSleepable()} is set for the program itself as well.
   */
  public final boolean sleepIsInState;

  /** Observer of the walk, or null. */
  public final @Nullable WalkObserver observer;

  /** Arithmetic on scalars. */
  public final ScalarAlu alu;

  /** Representation of the bounds of scalars. */
  public final ScalarDomain scalars;

  private final Set<String> missedChecks = new LinkedHashSet<>();

  private @Nullable VerifierState state;
  private int lastId;
  private List<SubprogramFacts> subprograms = List.of();
  private int exceptionCallback;
  private int slot = NO_SLOT;
  private int previousSlot;
  private int processed;
  private int contextSize;
  private boolean uninitializedStackRead;
  private int longestMarkRead;
  private int greatestStack;
  private @Nullable PathQueue paths;
  private @Nullable StackLiveness stackUses;
  private @Nullable Runnable analysis;

  /** BPF_F_STRICT_ALIGNMENT. */
  public static final int F_STRICT_ALIGNMENT = 1;

  /** BPF_F_TEST_STATE_FREQ: store a state at every prune point. */
  public static final int F_TEST_STATE_FREQ = 8;

  /** BPF_F_SLEEPABLE. */
  public static final int F_SLEEPABLE = 16;

  /** BPF_F_TEST_REG_INVARIANTS: contradictory bounds are an error. */
  public static final int F_TEST_REG_INVARIANTS = 128;

  /** Creates a verification. */
  public VerifierEnv(
      LinkedProgram program,
      ApiProfile profile,
      LogBuffer log,
      int flags,
      Instruments instruments) {
    this.program = program;
    this.profile = profile;
    this.log = log;
    observer = instruments.observer();
    alu = instruments.alu();
    this.text = new StateText(log, program, profile);
    texts = VerifierTexts.of(profile);
    scalars = scalars();
    this.flags = flags | (program.sleepable() ? F_SLEEPABLE : 0);
    this.strictAlignment = (flags & F_STRICT_ALIGNMENT) != 0;
    this.sleepIsInState = sleepIsInState(profile);
    instructions = program.instructions().toArray(Instruction[]::new);
    facts = new InstructionFacts[instructions.length];
    for (int i = 0; i < facts.length; i++) {
      facts[i] = new InstructionFacts();
    }
  }

  private ScalarDomain scalars() {
    return has(VerifierRule.CIRCULAR_BOUNDS)
        ? new CircularRanges()
        : new Intervals(
            new Intervals.Rules(
                has(VerifierRule.SUMS_WRAP),
                has(VerifierRule.BITS_STEPPED),
                has(VerifierRule.SIGN_SEPARATES_64),
                has(VerifierRule.SIGN_SEPARATES_32)),
            has(VerifierRule.VERIFIER_BUGS_TOLD) ? texts.bug() : "");
  }

  /** The value of {@link #sleepIsInState} under a profile. */
  public static boolean sleepIsInState(ApiProfile profile) {
    return profile.options().timerCallbacks() == TimerCallbackRule.NON_SLEEPABLE
        || profile.has(VerifierRule.SLEEPABLE_BY_STATE)
        || profile.options().workQueueFlags() != 0;
  }

  /** Maximum number of frames on the call stack ({@code MAX_CALL_FRAMES}). */
  public int callFrames() {
    return has(VerifierRule.SIXTEEN_CALL_FRAMES)
        ? VerifierState.MAX_CALL_FRAMES
        : OLDER_CALL_FRAMES;
  }

  /** Whether its kernel follows a rule introduced after Linux 6.12. */
  public boolean has(VerifierRule rule) {
    return profile.has(rule);
  }

  /** Sets the queue for the paths that checks push. */
  public void connect(PathQueue queue) {
    paths = queue;
  }

  /** The queue of paths to be explored later. */
  public PathQueue paths() {
    return require(paths);
  }

  private static <T> T require(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("verifier is not set up");
    }
    return part;
  }

  // ---- where the verification is

  /** The current slot, which is the one at fault when the program is refused. */
  public int slot() {
    return slot;
  }

  /** Continues with this slot, or {@link #NO_SLOT} for the program as a whole. */
  public void moveTo(int next) {
    slot = next;
  }

  /** The previous slot ({@code prev_insn_idx}). */
  public int previousSlot() {
    return previousSlot;
  }

  /** Sets the slot from which the path came to the current one. */
  public void setPreviousSlot(int from) {
    previousSlot = from;
  }

  /** Number of instructions processed so far. */
  public int processed() {
    return processed;
  }

  /** Counts an instruction; returns the total ({@code account_processed_insn}). */
  public int countInstruction() {
    FrameState frame = frame();
    frame.countInstruction();
    subprograms.get(frame.subprogram()).countInstruction();
    return ++processed;
  }

  /**
   * Attributes the instructions of a path that ends to its functions ({@code
   * account_current_path}).
   */
  public void countPath() {
    VerifierState current = state();
    for (int f = current.currentFrame(); f >= 0; f--) {
      countReturn(current.frame(f), f == 0 ? null : current.frame(f - 1));
    }
  }

  /** Attributes the instructions of a function that returns to its caller as well. */
  public void countReturn(FrameState callee, @Nullable FrameState caller) {
    int instructions = callee.takeInstructions();
    subprograms.get(callee.subprogram()).countAll(instructions);
    if (caller != null) {
      caller.countInstructions(instructions);
    }
  }

  /** Maximum stack depth of any call chain, in bytes. */
  public int greatestStack() {
    return greatestStack;
  }

  /** Records the stack depth of a call chain, in bytes. */
  public void reachStack(int bytes) {
    greatestStack = Math.max(greatestStack, bytes);
  }

  /** The state at {@link #slot()}. */
  public VerifierState state() {
    return require(state);
  }

  /** Continues with another state. */
  public void setState(VerifierState newState) {
    state = newState;
  }

  /** The innermost frame of {@link #state}. */
  public FrameState frame() {
    return state().frame();
  }

  /** A register of the innermost frame. */
  public RegisterState register(int number) {
    return state().frame().register(number);
  }

  /** A fresh id ({@code ++env->id_gen}). */
  public int newId() {
    return ++lastId;
  }

  /** The last id assigned. */
  public int lastId() {
    return lastId;
  }

  /**
   * Whether this is sleepable code: the program is, or the callback that was entered ({@code
   * in_sleepable}); where timer callbacks of sleepable programs must not sleep, only the state
   * decides. Locks, RCU sections and disabled preemption are not considered.
   */
  public boolean inSleepable() {
    VerifierState current = state;
    if (current != null && (current.inSleepable() || sleepIsInState)) {
      return current.inSleepable();
    }
    return programMaySleep();
  }

  /** Whether the program is loaded with BPF_F_SLEEPABLE. */
  public boolean programMaySleep() {
    return (flags & F_SLEEPABLE) != 0;
  }

  /** Whether pointers protected by RCU are safe here ({@code in_rcu_cs}). */
  public boolean inRcuSection() {
    VerifierState current = state();
    return current.activeRcuLock()
        || current.activeLock() != null
        || cannotBePreempted() && has(VerifierRule.PROTECTION_ENDS_WITH_ALL)
        || !inSleepable();
  }

  private boolean cannotBePreempted() {
    return state().activePreemptLock() != 0 || hasInterruptsOff();
  }

  /** Whether the program has disabled interrupts ({@code active_irq_id}). */
  public boolean hasInterruptsOff() {
    return state().frame().savedInterrupts() != null;
  }

  /**
   * Whether code here may sleep, considering locks and sections; {@link #inSleepable} for kernels
   * that check these one by one.
   */
  public boolean inSleepableContext() {
    return has(VerifierRule.SLEEPABLE_CONTEXTS)
        ? !inRcuSection() && !cannotBePreempted()
        : inSleepable();
  }

  /** Why code here may not sleep ({@code non_sleepable_context_description}). */
  public String nonSleepableContext() {
    VerifierState current = state();
    if (current.activeRcuLock()) {
      return "rcu_read_lock region";
    }
    if (current.activePreemptLock() != 0) {
      return "non-preemptible region";
    }
    if (hasInterruptsOff()) {
      return "IRQ-disabled region";
    }
    return current.activeLock() != null ? "lock region" : "non-sleepable prog";
  }

  /**
   * Logs this line and returns the exception to throw: {@code throw env.reject(EACCES, "R%d
   * !read_ok", 1)}.
   */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a run-time dependency
  public Rejection reject(Errno errno, String format, Object... arguments) {
    String line = arguments.length == 0 ? format : format.formatted(arguments);
    verbose(line);
    return new Rejection(errno, line);
  }

  /** Same, for an impossible state, which is a bug of the verifier. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a run-time dependency
  public Rejection bug(String format, Object... arguments) {
    return reject(Errno.EFAULT, "%s", texts.bug() + format.formatted(arguments));
  }

  /** Logs a line. */
  public void verbose(String line) {
    if (log.isOn()) {
      log.append(line);
      log.append("\n");
    }
  }

  /**
   * Records something that this kernel wrongly accepts, which becomes a finding if the program is
   * accepted.
   */
  public void noteMissedCheck(String what) {
    missedChecks.add(what);
  }

  /** What was recorded, in order. */
  public List<String> missedChecks() {
    return List.copyOf(missedChecks);
  }

  // ---- what was found

  /** Size of the accessed part of the context in bytes ({@code max_ctx_offset}). */
  public int contextSize() {
    return contextSize;
  }

  /** Records an access to the context up to this offset. */
  public void reachContext(int end) {
    contextSize = Math.max(contextSize, end);
  }

  /** Whether some path may read stack that was never written. */
  public boolean readsUninitializedStack() {
    return uninitializedStackRead;
  }

  /** Records that a path may read stack that was never written. */
  public void markUninitializedStackRead() {
    uninitializedStackRead = true;
  }

  /** Longest chain of parents walked to mark liveness. */
  public int longestMarkRead() {
    return longestMarkRead;
  }

  // ---- functions

  /** Functions in order of start; empty before they are found. */
  public List<SubprogramFacts> subprograms() {
    return subprograms;
  }

  /** Number of the exception callback; 0 for none. */
  public int exceptionCallback() {
    return exceptionCallback;
  }

  /**
   * Sets the functions of the program, in order of start.
   *
   * @param exception number of the exception callback; 0 for none
   */
  public void setSubprograms(List<SubprogramFacts> functions, int exception) {
    subprograms = List.copyOf(functions);
    exceptionCallback = exception;
  }

  /** Number of the subprogram that starts at this slot, or -1 ({@code find_subprog}). */
  public int findSubprogram(int start) {
    for (int i = 0; i < subprograms.size(); i++) {
      if (subprograms.get(i).start == start) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether the program was loaded with func_info, which gives the BTF of each of its functions.
   */
  public boolean hasFunctionInfo() {
    return program.btf() != null
        && !program.subprograms().isEmpty()
        && program.subprograms().getFirst().funcTypeId() != 0;
  }

  /** Records a new reference and returns its id ({@code acquire_reference_state}). */
  public int acquireReference(int acquiringSlot) {
    FrameState frame = frame();
    int id = newId();
    frame.acquireReference(id, acquiringSlot);
    return id;
  }

  /** Disables interrupts once more; returns the id with which they are restored. */
  public int saveInterrupts(int savingSlot) {
    int id = newId();
    frame().saveInterrupts(id, savingSlot);
    return id;
  }

  /**
   * Drops a reference; returns false when it is not held, or not owned by the current function
   * ({@code release_reference_state}).
   */
  public boolean dropReference(int id) {
    return has(VerifierRule.REFERENCES_OF_STATE)
        ? frame().removeReferenceInOrder(id)
        : frame().removeReference(id);
  }

  /**
   * Marks a register or spilled register as read, up the chain of parents that did not write it
   * ({@code mark_reg_read}).
   */
  public void markRead(RegisterState register) {
    if (stackUses == null) {
      noteWalk(register.readHere());
    }
  }

  /** Sets the tracker of stack slot accesses; null if marks in the states are used. */
  public void observeStack(StackLiveness uses) {
    stackUses = uses;
  }

  /** Takes what marks loops and live registers in the facts, to be run when somebody asks. */
  public void analyseWhenAsked(Runnable marking) {
    analysis = marking;
  }

  private InstructionFacts analysed(int at) {
    Runnable marking = analysis;
    if (marking != null) {
      analysis = null;
      marking.run();
    }
    return facts[at];
  }

  /** {@link InstructionFacts#liveRegisters} of a slot. */
  public int liveRegisters(int at) {
    return analysed(at).liveRegisters();
  }

  /** {@link InstructionFacts#loop} of a slot. */
  public int loop(int at) {
    return analysed(at).loop();
  }

  /** A stack slot of a frame is read. */
  public void markSlotRead(FrameState frame, int index) {
    StackLiveness uses = stackUses;
    if (uses == null) {
      noteWalk(frame.slot(index).register.readHere());
    } else {
      uses.read(frame.number(), index);
    }
  }

  /** Records a write of a whole stack slot of a frame. */
  public void markSlotWritten(FrameState frame, int index) {
    StackLiveness uses = stackUses;
    if (uses == null) {
      frame.slot(index).register.markWritten();
    } else {
      uses.written(frame.number(), index);
    }
  }

  /**
   * Marks this register, and its parents as long as they did not write it, as read.
   *
   * @return whether it was not so marked before
   */
  public boolean markReadUpward(RegisterState register) {
    int length = register.readBelow();
    noteWalk(length);
    return length > 0;
  }

  private void noteWalk(int length) {
    if (longestMarkRead < length) {
      longestMarkRead = length;
    }
  }

  /** Sets an unknown number in a register of the innermost frame ({@code mark_reg_unknown}). */
  public void markUnknown(int register) {
    this.register(register).setUnknownImprecise();
  }

  /** Sets a known number ({@code __mark_reg_known} with type SCALAR_VALUE). */
  public void markKnown(int register, long value) {
    this.register(register).becomeScalar(value);
  }
}
