package io.github.hidbpf4j.bpf.verifier.state;

import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;

/**
 * Eight bytes of a stack frame: what each byte holds, and the register that was spilled there or
 * describes the object there ({@code struct bpf_stack_state}). The kinds of the bytes are packed
 * into one {@code long}. Indexes count down from the frame pointer, as in the kernel: index 7 is
 * the byte at the slot's lowest address, where every spill starts.
 */
public final class StackSlot {
  /** Nothing was stored ({@code STACK_INVALID}). */
  public static final int INVALID = 0;

  /** Part of a spilled register ({@code STACK_SPILL}). */
  public static final int SPILL = 1;

  /** Some data ({@code STACK_MISC}). */
  public static final int MISC = 2;

  /** Zero ({@code STACK_ZERO}). */
  public static final int ZERO = 3;

  /** Part of a dynptr ({@code STACK_DYNPTR}). */
  public static final int DYNPTR = 4;

  /** Part of an iterator ({@code STACK_ITER}). */
  public static final int ITER = 5;

  /** The state of interrupts before they were disabled ({@code STACK_IRQ_FLAG}). */
  public static final int IRQ_FLAG = 6;

  /** Size of a slot in bytes. */
  public static final int SIZE = 8;

  private static final String CHARS = "?rm0dif";
  private static final long EVERY = 0x0101_0101_0101_0101L;

  private long kinds;

  /** The spilled register, or the description of the dynptr or iterator. */
  public final RegisterState register;

  /** Creates an empty slot, in a verification's domain. */
  public StackSlot(ScalarDomain domain) {
    register = new RegisterState(domain);
  }

  /** Copies another. */
  public void copy(StackSlot other) {
    kinds = other.kinds;
    register.copy(other.register);
  }

  /** Kinds of all eight bytes: that of byte {@code i} in bits {@code 8 * i} and up. */
  public long kinds() {
    return kinds;
  }

  /** Kind of one byte, 0 to 7. */
  public int kind(int index) {
    return (int) (kinds >>> (index << 3)) & 0xff;
  }

  /** Sets the kind of one byte. */
  public void setKind(int index, int kind) {
    int shift = index << 3;
    kinds = kinds & ~(0xffL << shift) | (long) kind << shift;
  }

  /** Sets the kind of all bytes. */
  public void setAll(int kind) {
    kinds = EVERY * kind;
  }

  /** Whether a byte was never written. */
  public boolean hasInvalid() {
    return (kinds - EVERY & ~kinds & EVERY << 7) != 0;
  }

  /** Whether nothing was stored there, or nothing is left of it. */
  public boolean isEmpty() {
    return kinds == allOf(INVALID) && register.type() == RegisterType.NOT_INIT;
  }

  /** {@link #kinds()} of a slot whose bytes are all of one kind. */
  public static long allOf(int kind) {
    return EVERY * kind;
  }

  /** Whether a register is spilled here, of any width ({@code is_spilled_reg}). */
  public boolean isSpilled() {
    return kind(7) == SPILL;
  }

  /** Whether a scalar is spilled here ({@code is_spilled_scalar_reg}). */
  public boolean isSpilledScalar() {
    return isSpilled() && register.type() == RegisterType.SCALAR_VALUE;
  }

  /** Whether all eight bytes are a spilled scalar ({@code is_spilled_scalar_reg64}). */
  public boolean isSpilledScalar64() {
    return kind(0) == SPILL && register.type() == RegisterType.SCALAR_VALUE;
  }

  /**
   * Whether a spill, dynptr, iterator or state of interrupts is here: which stores must handle
   * specially ({@code is_stack_slot_special}).
   */
  public boolean isSpecial() {
    int kind = kind(7);
    return kind == SPILL || kind == DYNPTR || kind == ITER || kind == IRQ_FLAG;
  }

  /**
   * The kind of a byte after the spilled register around it is discarded: zero and invalid stay
   * ({@code mark_stack_slot_misc}).
   */
  public static int asMisc(int kind) {
    return kind == ZERO || kind == INVALID ? kind : MISC;
  }

  /** Spills the lowest {@code size} bytes of a register ({@code save_register_state}). */
  public void spill(RegisterState spilled, int size) {
    register.copyValue(spilled);
    for (int i = SIZE - 1; i >= 0; i--) {
      setKind(i, i >= SIZE - size ? SPILL : asMisc(kind(i)));
    }
  }

  /**
   * Discards what was spilled or described here, because data is stored ({@code
   * scrub_special_slot}).
   */
  public void scrub() {
    discard();
    if (isSpecial()) {
      scrubKinds();
    }
  }

  /** Discards what was spilled or described here, but not what its bytes are marked as. */
  public void discard() {
    register.forgetType();
  }

  /** Turns bytes that held something into unknown data ({@code scrub_spilled_slot}). */
  public void scrubKinds() {
    for (int i = 0; i < SIZE; i++) {
      if (kind(i) != INVALID) {
        setKind(i, MISC);
      }
    }
  }

  /** Removes a dynptr or iterator; the slot is empty then ({@code STACK_INVALID}). */
  public void clear() {
    setAll(INVALID);
    register.setNotInitialized();
  }

  /** Letters of the eight bytes, as in the log. */
  public String text() {
    StringBuilder out = new StringBuilder(SIZE);
    for (int i = 0; i < SIZE; i++) {
      out.append(letter(kind(i)));
    }
    return out.toString();
  }

  /** Letter of a kind, as in the log ({@code slot_type_char}). */
  public static char letter(int kind) {
    return CHARS.charAt(kind);
  }
}
