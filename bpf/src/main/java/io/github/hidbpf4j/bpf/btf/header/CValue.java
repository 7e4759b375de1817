package io.github.hidbpf4j.bpf.btf.header;

/**
 * An integer constant of C on LP64: 32 or 64 bits, signed or not. {@code value} is sign-extended
 * when signed, zero-extended when 32 bits and unsigned.
 */
record CValue(long value, int bits, boolean unsigned) {
  static final CValue ZERO = new CValue(0, 32, false);
  static final CValue ONE = new CValue(1, 32, false);

  CValue {
    if (bits == 32) {
      value = unsigned ? value & 0xffff_ffffL : (int) value;
    }
  }

  static CValue of(boolean b) {
    return b ? ONE : ZERO;
  }

  /** {@code size_t}. */
  static CValue ofSize(long n) {
    return new CValue(n, 64, true);
  }

  boolean isTrue() {
    return value != 0;
  }

  boolean isNegative() {
    return !unsigned && value < 0;
  }

  /** Whether it exceeds every signed 64-bit number. */
  boolean isHuge() {
    return unsigned && value < 0;
  }

  /** This value in the common type of both operands (C17 6.3.1.8). */
  CValue toCommon(CValue other) {
    int width = Math.max(bits, other.bits);
    boolean u = (unsigned && bits == width) || (other.unsigned && other.bits == width);
    return new CValue(value, width, u);
  }

  int compare(CValue other) {
    CValue a = toCommon(other);
    CValue b = other.toCommon(this);
    return a.unsigned ? Long.compareUnsigned(a.value, b.value) : Long.compare(a.value, b.value);
  }
}
