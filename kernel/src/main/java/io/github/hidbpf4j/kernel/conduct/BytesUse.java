package io.github.hidbpf4j.kernel.conduct;

/**
 * Bytes that a hook looks at or changes.
 *
 * @param ids in which reports, as far as the program has told them apart
 * @param bytes which
 * @param computed whether there are others whose offset the program computes
 */
public record BytesUse(ReportIds ids, ByteRanges bytes, boolean computed) {}
