package io.github.hidbpf4j.kernel.conduct;

/**
 * Bytes that a hook reads or changes.
 *
 * @param ids the reports, as far as the program distinguishes them
 * @param bytes the bytes
 * @param computed whether there are others with a computed offset
 */
public record BytesUse(ReportIds ids, ByteRanges bytes, boolean computed) {}
