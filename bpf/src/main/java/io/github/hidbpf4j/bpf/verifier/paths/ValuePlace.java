package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.Nullable;

/**
 * A register of a frame, or bytes of its stack.
 *
 * @param frame number of the frame
 * @param register 0 to 10, -1 for the stack
 * @param offset of the first byte from the frame pointer
 * @param size number of bytes
 */
record ValuePlace(int frame, int register, long offset, int size) {
  static ValuePlace register(int frame, int register) {
    return new ValuePlace(frame, register, 0, 0);
  }

  static ValuePlace stack(int frame, long offset, int size) {
    return new ValuePlace(frame, -1, offset, size);
  }

  boolean isRegister() {
    return register >= 0;
  }

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValuePlace that
        && that.frame == frame
        && that.register == register
        && that.offset == offset
        && that.size == size;
  }

  @Override
  public int hashCode() {
    return ((frame * 31 + register) * 31 + Long.hashCode(offset)) * 31 + size;
  }
}
