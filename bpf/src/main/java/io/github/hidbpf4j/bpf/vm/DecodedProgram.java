package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.BitSet;

/**
 * A program as the interpreter reads it: per slot a word {@code op:8 dst:4 src:4 offset:16} (lowest
 * bits first) and a 64-bit immediate. Made by {@link Decoder}; two more slots than the program has:
 * {@link Op#INVALID}, then {@link Op#EXIT}.
 *
 * @param id the machine's number of the program
 * @param source what it was made from
 * @param code the words
 * @param immediates sign-extended immediates; of a 64-bit load its resolved value, of a local call
 *     the target slot, of a helper or kfunc call an index into {@code functions}
 * @param functions helpers and kfuncs it calls
 * @param stackUsers first slots of the functions that use R10
 */
record DecodedProgram(
    int id,
    VerifiedProgram source,
    int[] code,
    long[] immediates,
    HelperFunction[] functions,
    BitSet stackUsers) {

  /** How many slots the program itself has. */
  int slots() {
    return code.length - 2;
  }

  /** Whether the function that starts in this slot uses its stack. */
  boolean usesStack(int slot) {
    return stackUsers.get(slot);
  }
}
