package io.github.hidbpf4j.bpf.memory;

/**
 * The contents of memory that Linux does not initialise: program stacks, reserved records,
 * allocated objects. Either zeros or seeded non-zero bytes: a run with each shows what depends on
 * them.
 */
public final class UninitializedBytes {
  /** Always zeros. */
  public static final UninitializedBytes ZEROS = new UninitializedBytes(new byte[1], true);

  /** Period of the bytes: the size of a stack frame. */
  private static final int PERIOD = 512;

  private final byte[] bytes;
  private final boolean zeros;

  private UninitializedBytes(byte[] bytes, boolean zeros) {
    this.bytes = bytes;
    this.zeros = zeros;
  }

  /** Bytes from 1 to 255, the same for the same seed. */
  public static UninitializedBytes of(long seed) {
    byte[] bytes = new byte[PERIOD];
    long z = seed;
    for (int i = 0; i < PERIOD; i++) {
      z += 0x9e37_79b9_7f4a_7c15L;
      long mixed = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
      bytes[i] = (byte) (1 + Long.remainderUnsigned(mixed ^ mixed >>> 31, 255));
    }
    return new UninitializedBytes(bytes, false);
  }

  /** Whether all of them are 0. */
  public boolean isZeros() {
    return zeros;
  }

  /** The byte at an offset, at least 0. */
  public byte at(long offset) {
    return bytes[(int) (offset % bytes.length)];
  }
}
