package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.verifier.paths.Operand;

/**
 * Bytes of the event buffer.
 *
 * @param offset of the first, {@link Operand#ANYWHERE} where not known
 * @param size how many
 */
public record EventBytes(long offset, int size) {
  private static final int TOLD_APART = Long.SIZE;

  static EventBytes atUnknownOffset(int size) {
    return new EventBytes(Operand.ANYWHERE, size);
  }

  /** Whether it is known which bytes these are, and whether they are among the first 64. */
  public boolean isPrecise() {
    return offset >= 0 && size <= TOLD_APART && offset + size <= TOLD_APART;
  }

  /** A bit for each of the first 64 bytes; all where it is not known which they are. */
  public long mask() {
    return !isPrecise() ? -1 : (size == TOLD_APART ? -1 : (1L << size) - 1) << offset;
  }
}
