package io.github.hidbpf4j.testing.html;

/**
 * One row of a report; {@link RowKind} defines the meaning of its fields.
 *
 * @param kind what it tells
 * @param lane index of its lane
 * @param at when it happened or was over: nanoseconds since the first event
 * @param took nanoseconds that it lasted; 0 where it lasts no time
 * @param text index of its text; 0 for none
 * @param bytes its bytes; empty where there are none
 * @param a a number
 * @param b another one
 * @param root number of the row that all this came of, counted from 0 over all rows; -1 for none
 */
record EventRow(
    RowKind kind, int lane, long at, long took, int text, byte[] bytes, long a, long b, long root) {
  static final byte[] NOTHING = {};
}
