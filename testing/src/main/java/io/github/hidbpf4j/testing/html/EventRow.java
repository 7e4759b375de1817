package io.github.hidbpf4j.testing.html;

/**
 * One row of a report; {@link RowKind} defines the meaning of its fields.
 *
 * @param kind what it reports
 * @param lane index of its lane
 * @param at when it happened or ended: nanoseconds since the first event
 * @param took its duration in nanoseconds; 0 if it has none
 * @param text index of its text; 0 for none
 * @param bytes its bytes; may be empty
 * @param a a number
 * @param b another number
 * @param root number of the row that caused all this, counted from 0 over all rows; -1 for none
 */
record EventRow(
    RowKind kind, int lane, long at, long took, int text, byte[] bytes, long a, long b, long root) {
  static final byte[] NOTHING = {};
}
