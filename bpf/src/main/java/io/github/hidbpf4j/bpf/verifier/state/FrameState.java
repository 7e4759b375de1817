package io.github.hidbpf4j.bpf.verifier.state;

import java.util.Arrays;

/**
 * One function on the call stack: registers, stack, references ({@code struct bpf_func_state}).
 * Fields are public, as in {@link RegisterState}.
 */
public final class FrameState {
  /** Registers R0 to R10. */
  public static final int REGISTERS = 11;

  /** The frame pointer. */
  public static final int FRAME_POINTER = 10;

  /** {@link #callsite} of a main program or asynchronous callback. */
  public static final int MAIN_FUNC = -1;

  private static final StackSlot[] NO_SLOTS = {};
  private static final Reference[] NO_REFERENCES = {};

  /**
   * A reference that must be released ({@code struct bpf_reference_state}).
   *
   * @param id what registers have as {@link RegisterState#refObjId}
   * @param slot instruction that acquired it
   * @param callbackFrame number of the callback's frame that acquired it, 0 outside of callbacks
   */
  public record Reference(int id, int slot, int callbackFrame) {}

  /** The registers. */
  public final RegisterState[] registers = new RegisterState[REGISTERS];

  /** Slot of the call that entered this function, or {@link #MAIN_FUNC}. */
  public int callsite = MAIN_FUNC;

  /** Index of this frame, 0 for the first. */
  public int number;

  /** Number of the subprogram. */
  public int subprogram;

  /** How many asynchronous callbacks were entered on the way here. */
  public int asyncEntryCount;

  /** Least value that a callback may return. */
  public int returnMin;

  /** Greatest value that a callback may return. */
  public int returnMax;

  /** Whether this is a synchronous callback. */
  public boolean inCallback;

  /** Whether this is an asynchronous callback. */
  public boolean inAsyncCallback;

  /** Whether this is the exception callback. */
  public boolean inExceptionCallback;

  /** How often the callback of the call that this frame is in was simulated. */
  public int callbackDepth;

  private StackSlot[] slots = NO_SLOTS;
  private int slotCount;
  private Reference[] references = NO_REFERENCES;
  private int referenceCount;

  /** A frame whose registers hold nothing. */
  public FrameState() {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = new RegisterState();
    }
  }

  /** Takes over everything of another ({@code copy_func_state}). */
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
    copyReferences(other);
    ensureCapacity(other.slotCount);
    for (int i = 0; i < other.slotCount; i++) {
      slots[i].copy(other.slots[i]);
    }
    slotCount = other.slotCount;
  }

  /** Slots of stack in use; slot {@code i} is at {@code fp - 8 * (i + 1)}. */
  public int slotCount() {
    return slotCount;
  }

  /** A slot in use, 0 next to the frame pointer. */
  public StackSlot slot(int index) {
    return slots[index];
  }

  /**
   * Whether there are {@code count} slots at {@code index, index - 1, ...} ({@code
   * is_spi_bounds_valid}).
   */
  public boolean hasSlots(int index, int count) {
    return index - count + 1 >= 0 && index < slotCount;
  }

  /** Makes the stack at least so many slots long; new ones hold nothing. */
  public void growTo(int count) {
    if (count > slotCount) {
      ensureCapacity(count);
      for (int i = slotCount; i < count; i++) {
        slots[i].setAll(StackSlot.INVALID);
        clear(slots[i].register);
      }
      slotCount = count;
    }
  }

  private static void clear(RegisterState register) {
    register.setNotInitialized();
    register.parent = null;
    register.live = RegisterState.LIVE_NONE;
  }

  private void ensureCapacity(int count) {
    int old = slots.length;
    if (count > old) {
      slots = Arrays.copyOf(slots, count);
      for (int i = old; i < count; i++) {
        slots[i] = new StackSlot();
      }
    }
  }

  /** Number of references held. */
  public int referenceCount() {
    return referenceCount;
  }

  /** A reference held. */
  public Reference reference(int index) {
    return references[index];
  }

  /** Adds a reference. */
  public void addReference(Reference reference) {
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

  /** Whether a reference with this id is held. */
  public boolean holdsReference(int id) {
    for (int i = 0; i < referenceCount; i++) {
      if (references[i].id() == id) {
        return true;
      }
    }
    return false;
  }

  /** Takes over the references of another frame: callee from caller and back. */
  public void copyReferences(FrameState other) {
    if (references.length < other.referenceCount) {
      references = Arrays.copyOf(other.references, other.referenceCount);
    } else {
      System.arraycopy(other.references, 0, references, 0, other.referenceCount);
    }
    referenceCount = other.referenceCount;
  }
}
