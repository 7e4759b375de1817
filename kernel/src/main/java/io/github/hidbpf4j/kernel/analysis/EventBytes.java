package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.verifier.paths.Operand;

/**
 * Bytes of the event buffer.
 *
 * @param offset of the first, {@link Operand#ANYWHERE} if unknown
 * @param size number of bytes
 */
public record EventBytes(long offset, int size) {
  private static final int TOLD_APART = Long.SIZE;

  static EventBytes atUnknownOffset(int size) {
    return new EventBytes(Operand.ANYWHERE, size);
  }

  /** Whether the bytes are known and among the first 64. */
  public boolean isPrecise() {
    return offset >= 0 && size <= TOLD_APART && offset + size <= TOLD_APART;
  }

  /** A bit for each of the first 64 bytes; all bits if the bytes are unknown. */
  public long mask() {
    return !isPrecise() ? -1 : (size == TOLD_APART ? -1 : (1L << size) - 1) << offset;
  }
}
