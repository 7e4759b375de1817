package io.github.hidbpf4j.tools.fuzz;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the generator knows of registers and stack at a place in a function, so that most of what it
 * writes makes sense; far less than the verifier finds out.
 */
final class Facts {
  static final int REGISTERS = 10;

  /** Stack slots that statements use freely; slot {@code i} is at {@code fp - 8 * (i + 1)}. */
  static final int SLOTS = 8;

  /** Contents of a register or stack slot. */
  sealed interface Fact {}

  /** A number; {@code max} is its greatest value if that is known and none is negative, else -1. */
  record Scalar(long max) implements Fact {}

  /** A pointer to so many bytes that may be read and, maybe, written. */
  record Pointer(int size, boolean writable, boolean mapValue) implements Fact {}

  /** A pointer to this offset of the function's own stack. */
  record Stack(int offset) implements Fact {}

  /** The context. */
  record Context() implements Fact {}

  /** Not to be read before it is written. */
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

  /** What is known where a path with these facts meets one with others. */
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

  /** A call has forgotten R0 to R5. */
  void clobber() {
    Arrays.fill(registers, 0, 6, null);
  }

  /** All numbers become just some number. */
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
