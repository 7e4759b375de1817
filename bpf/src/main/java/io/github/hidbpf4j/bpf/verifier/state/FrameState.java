package io.github.hidbpf4j.bpf.verifier.state;

import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One function on the call stack: registers, stack, references ({@code struct bpf_func_state}). */
public final class FrameState {
  /** Registers R0 to R10. */
  public static final int REGISTERS = 11;

  /** The frame pointer. */
  public static final int FRAME_POINTER = 10;

  /** {@link #callsite()} of a main program or asynchronous callback. */
  public static final int MAIN_FUNC = -1;

  private static final StackSlot[] NO_SLOTS = {};
  private static final Reference[] NO_REFERENCES = {};

  /**
   * A reference that must be released ({@code struct bpf_reference_state}).
   *
   * @param id the {@link RegisterState#refObjId()} of its registers
   * @param slot instruction that acquired it
   * @param callbackFrame number of the callback's frame that acquired it, 0 outside callbacks
   * @param interrupts whether it stands for disabled interrupts rather than an object
   */
  public record Reference(int id, int slot, int callbackFrame, boolean interrupts) {}

  /** R0 to R5, which a call leaves without a value. */
  public static final int CALLER_SAVED = 6;

  /** The same as a bit mask. */
  public static final int CALLER_SAVED_MASK = (1 << CALLER_SAVED) - 1;

  private final RegisterState[] registers = new RegisterState[REGISTERS];
  private int callsite = MAIN_FUNC;
  private int number;
  private int subprogram;
  private int asyncEntryCount;
  private int returnMin;
  private int returnMax;
  private boolean inCallback;
  private boolean inAsyncCallback;
  private boolean inExceptionCallback;
  private int callbackDepth;
  private StackSlot[] slots = NO_SLOTS;
  private int slotCount;
  private Reference[] references = NO_REFERENCES;
  private int instructions;
  private int referenceCount;

  /** Creates a frame with uninitialised registers, in a verification's domain. */
  public FrameState(ScalarDomain domain) {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = new RegisterState(domain);
    }
  }

  /** The domain of its scalars. */
  ScalarDomain domain() {
    return registers[0].domain();
  }

  /** Copies everything from another ({@code copy_func_state}). */
  public void copy(FrameState other) {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i].copy(other.registers[i]);
    }
    callsite = other.callsite;
    number = other.number;
    subprogram = other.subprogram;
    asyncEntryCount = other.asyncEntryCount;
    returnMin = other.returnMin;
    returnMax = other.returnMax;
    inCallback = other.inCallback;
    inAsyncCallback = other.inAsyncCallback;
    inExceptionCallback = other.inExceptionCallback;
    callbackDepth = other.callbackDepth;
    instructions = 0;
    copyReferences(other);
    ensureCapacity(other.slotCount);
    for (int i = 0; i < other.slotCount; i++) {
      slots[i].copy(other.slots[i]);
    }
    slotCount = other.slotCount;
  }

  /**
   * Enters a function: all registers but the frame pointer are uninitialised ({@code
   * init_func_state}).
   *
   * @param call slot of the call, or {@link #MAIN_FUNC}
   * @param index index of the frame, 0 for the first
   * @param function number of the subprogram
   */
  public void enter(int call, int index, int function) {
    callsite = call;
    number = index;
    subprogram = function;
    for (RegisterState register : registers) {
      register.reset();
    }
    registers[FRAME_POINTER].becomeFramePointer(index);
  }

  /** Makes it a synchronous callback that may return 0 or 1. */
  public void enterCallback() {
    inCallback = true;
    returnMin = 0;
    returnMax = 1;
  }

  /** It is an asynchronous callback that may return these. */
  public void enterAsyncCallback(ReturnRange results) {
    inAsyncCallback = true;
    returnMin = results.min();
    returnMax = results.max();
  }

  /** Makes it the exception callback. */
  public void enterExceptionCallback() {
    inExceptionCallback = true;
  }

  /** Makes it an asynchronous callback set by the given frame. */
  public void enterAfter(FrameState starter) {
    asyncEntryCount = starter.asyncEntryCount + 1;
  }

  /** Counts another simulation of the callback of the current call. */
  public void countCallback() {
    callbackDepth++;
  }

  /** Resets the number of simulations of the callback of the current call. */
  public void resetCallbackDepth() {
    callbackDepth = 0;
  }

  /** A register, 0 to 10. */
  public RegisterState register(int index) {
    return registers[index];
  }

  /** Slot of the call that entered this function, or {@link #MAIN_FUNC}. */
  public int callsite() {
    return callsite;
  }

  /** Index of this frame, 0 for the first. */
  public int number() {
    return number;
  }

  /** Number of the subprogram. */
  public int subprogram() {
    return subprogram;
  }

  /** Number of asynchronous callbacks entered on the way here. */
  public int asyncEntryCount() {
    return asyncEntryCount;
  }

  /** Least value that a callback may return. */
  public int returnMin() {
    return returnMin;
  }

  /** Greatest value that a callback may return. */
  public int returnMax() {
    return returnMax;
  }

  /** Whether this is a synchronous callback. */
  public boolean inCallback() {
    return inCallback;
  }

  /** Whether this is an asynchronous callback. */
  public boolean inAsyncCallback() {
    return inAsyncCallback;
  }

  /** Whether this is the exception callback. */
  public boolean inExceptionCallback() {
    return inExceptionCallback;
  }

  /** How often the callback of the current call was simulated. */
  public int callbackDepth() {
    return callbackDepth;
  }

  /** Calls back for every register, and for every spilled one. */
  void forEachRegister(Consumer<RegisterState> action) {
    for (RegisterState register : registers) {
      action.accept(register);
    }
    for (int s = 0; s < slotCount; s++) {
      if (slots[s].isSpilled()) {
        action.accept(slots[s].register);
      }
    }
  }

  /**
   * Restarts liveness tracking; reads propagate to the registers of a stored copy.
   *
   * @param firstConnected first register whose value comes from the copy
   */
  void connectToParent(FrameState kept, int firstConnected) {
    for (int r = 0; r < FRAME_POINTER; r++) {
      if (r >= firstConnected) {
        registers[r].connect(kept.registers[r]);
      }
      registers[r].startLiveness();
    }
    for (int s = 0; s < slotCount; s++) {
      slots[s].register.startLiveness();
      slots[s].register.connect(kept.slots[s].register);
    }
  }

  /** Number of stack slots in use; slot {@code i} is at {@code fp - 8 * (i + 1)}. */
  public int slotCount() {
    return slotCount;
  }

  /** A slot in use, 0 next to the frame pointer. */
  public StackSlot slot(int index) {
    return slots[index];
  }

  /**
   * Whether the {@code count} slots exist at {@code index, index - 1, ...} ({@code
   * is_spi_bounds_valid}).
   */
  public boolean hasSlots(int index, int count) {
    return index - count + 1 >= 0 && index < slotCount;
  }

  /** Grows the stack to at least this many slots; new ones are uninitialised. */
  public void growTo(int count) {
    if (count > slotCount) {
      ensureCapacity(count);
      for (int i = slotCount; i < count; i++) {
        slots[i].setAll(StackSlot.INVALID);
        slots[i].register.reset();
      }
      slotCount = count;
    }
  }

  private void ensureCapacity(int count) {
    int old = slots.length;
    if (count > old) {
      slots = Arrays.copyOf(slots, count);
      for (int i = old; i < count; i++) {
        slots[i] = new StackSlot(domain());
      }
    }
  }

  /** Counts an instruction of this call. */
  public void countInstruction() {
    instructions++;
  }

  /** Adds the instructions of its callees. */
  public void countInstructions(int count) {
    instructions += count;
  }

  /** Returns and resets the number of instructions since the path started or branched. */
  public int takeInstructions() {
    int count = instructions;
    instructions = 0;
    return count;
  }

  /** Number of references held. */
  public int referenceCount() {
    return referenceCount;
  }

  /** A reference held. */
  public Reference reference(int index) {
    return references[index];
  }

  /** Adds a reference acquired by an instruction ({@code acquire_reference_state}). */
  public void acquireReference(int id, int slot) {
    add(new Reference(id, slot, inCallback ? number : 0, false));
  }

  /** Disables interrupts once more ({@code acquire_irq_state}). */
  public void saveInterrupts(int id, int slot) {
    add(new Reference(id, slot, 0, true));
  }

  /**
   * The reference of the last call that saved interrupts, which must be restored first; or null.
   */
  public @Nullable Reference savedInterrupts() {
    for (int i = referenceCount - 1; i >= 0; i--) {
      if (references[i].interrupts()) {
        return references[i];
      }
    }
    return null;
  }

  private void add(Reference reference) {
    if (referenceCount == references.length) {
      references = Arrays.copyOf(references, Math.max(4, referenceCount * 2));
    }
    references[referenceCount++] = reference;
  }

  /**
   * Drops the reference with this id ({@code release_reference_state}).
   *
   * @return false when there is none, or when it belongs to a caller of this callback
   */
  public boolean removeReference(int id) {
    for (int i = 0; i < referenceCount; i++) {
      Reference r = references[i];
      if (r.id() == id) {
        if (inCallback && r.callbackFrame() != number) {
          return false;
        }
        references[i] = references[--referenceCount];
        return true;
      }
    }
    return false;
  }

  /**
   * Drops the reference with this id, regardless of who acquired it; the others keep their order.
   *
   * @return false when there is none
   */
  public boolean removeReferenceInOrder(int id) {
    for (int i = 0; i < referenceCount; i++) {
      if (references[i].id() == id) {
        referenceCount--;
        System.arraycopy(references, i + 1, references, i, referenceCount - i);
        return true;
      }
    }
    return false;
  }

  /** Whether a reference with this id is held. */
  public boolean holdsReference(int id) {
    for (int i = 0; i < referenceCount; i++) {
      if (references[i].id() == id && !references[i].interrupts()) {
        return true;
      }
    }
    return false;
  }

  /** Copies the references of another frame: callee from caller and back. */
  public void copyReferences(FrameState other) {
    if (references.length < other.referenceCount) {
      references = Arrays.copyOf(other.references, other.referenceCount);
    } else {
      System.arraycopy(other.references, 0, references, 0, other.referenceCount);
    }
    referenceCount = other.referenceCount;
  }
}
