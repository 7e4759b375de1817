package io.github.hidbpf4j.bpf.verifier.state;

/**
 * The saved history of one state: the global history is overwritten when paths branch, and a state
 * in a loop is backtracked once more when all paths of the loop were explored.
 *
 * @param slots instructions
 * @param previous the instruction before each
 * @param flags flags of each, as {@code insn_flags}
 * @param linked registers linked by each, packed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or modified
public record KeptHistory(int[] slots, int[] previous, int[] flags, long[] linked) {}
