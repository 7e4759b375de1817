package io.github.hidbpf4j.bpf.verifier.state;

/**
 * The history of one state, put aside: that of the run is written over where paths part, and a
 * state of a loop is gone back over once more when all paths of the loop were explored.
 *
 * @param slots instructions
 * @param previous the instruction before each
 * @param flags what each did, as {@code insn_flags}
 * @param linked registers that each tied together, packed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes to it
public record KeptHistory(int[] slots, int[] previous, int[] flags, long[] linked) {}
