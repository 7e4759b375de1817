package io.github.hidbpf4j.tools.fuzz;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the generator knows about registers and stack at a point in a function, so that most of what
 * it writes makes sense; far less than the verifier infers.
 */
final class Facts {
  static final int REGISTERS = 10;

  /** How many stack slots statements use freely; slot {@code i} is at {@code fp - 8 * (i + 1)}. */
  static final int SLOTS = 8;

  /** Contents of a register or stack slot. */
  sealed interface Fact {}

  /**
   * A number; {@code max} is its maximum if that is known and it cannot be negative, otherwise -1.
   */
  record Scalar(long max) implements Fact {}

  /** A pointer to this many bytes that may be read and possibly written. */
  record Pointer(int size, boolean writable, boolean mapValue) implements Fact {}

  /** A pointer to this offset in the function's own stack. */
  record Stack(int offset) implements Fact {}

  /** The context. */
  record Context() implements Fact {}

  /** Must be written before it is read. */
  record Opaque() implements Fact {}

  static final Scalar ANY = new Scalar(-1);
  private static final Opaque OPAQUE = new Opaque();

  final @Nullable Fact[] registers = new @Nullable Fact[REGISTERS];
  final @Nullable Fact[] slots = new @Nullable Fact[SLOTS];

  Facts copy() {
    Facts copy = new Facts();
    System.arraycopy(registers, 0, copy.registers, 0, REGISTERS);
    System.arraycopy(slots, 0, copy.slots, 0, SLOTS);
    return copy;
  }

  /** Merges the facts of a path with those of another. */
  void meet(Facts other) {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = meet(registers[i], other.registers[i], null);
    }
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = meet(slots[i], other.slots[i], OPAQUE);
    }
  }

  private static @Nullable Fact meet(@Nullable Fact a, @Nullable Fact b, @Nullable Fact none) {
    if (Objects.equals(a, b)) {
      return a;
    }
    return a instanceof Scalar && b instanceof Scalar ? ANY : none;
  }

  void set(int register, @Nullable Fact fact) {
    registers[register] = fact;
  }

  boolean isNumber(int register) {
    return registers[register] instanceof Scalar;
  }

  /** Forgets R0 to R5 after a call. */
  void clobber() {
    Arrays.fill(registers, 0, 6, null);
  }

  /** Forgets the bounds of all numbers. */
  void forgetBounds() {
    for (int i = 0; i < REGISTERS; i++) {
      if (registers[i] instanceof Scalar) {
        registers[i] = ANY;
      }
    }
    for (int i = 0; i < SLOTS; i++) {
      if (slots[i] instanceof Scalar) {
        slots[i] = ANY;
      }
    }
  }
}
