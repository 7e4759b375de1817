package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.AcceptedProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that the verifier accepted under a named API profile: the only thing engines run. There
 * is one implementation, and only the verifier's package can make one: to have a verified program
 * is to have verified it.
 */
public sealed interface VerifiedProgram permits AcceptedProgram {
  /** {@return the program as it was linked: names, types, maps, BTF, lines} */
  LinkedProgram source();

  /** {@return name of the API profile it was accepted under} */
  String profile();

  /** {@return the slots to run: those of {@link #source}, after the verifier's own rewriting} */
  List<Instruction> instructions();

  /** {@return functions in order of start; the first is the main program} */
  List<Subprogram> subprograms();

  /**
   * {@return whether some path that the verifier walked leads to an instruction} What none leads to
   * is a trap in {@link #instructions}, and a conditional jump with one such side unconditional.
   * Slots are the same in both lists.
   *
   * @param slot index of the instruction's first slot
   */
  boolean isReachable(int slot);

  /**
   * {@return whether a load reads 0 where its address is not live, instead of faulting}
   *
   * @param slot index in {@link #instructions}
   */
  boolean isProbeLoad(int slot);

  /**
   * {@return what a kfunc call must know about its object, or null}
   *
   * @param slot index in {@link #instructions}
   */
  @Nullable ObjectCall objectCall(int slot);

  /** {@return slot of the function that runs after {@code bpf_throw}, or -1 when there is none} */
  int exceptionCallback();

  /** {@return minimum size of a context, in bytes} */
  int contextSize();

  /**
   * {@return whether it may read stack that it has not written, by itself or through a call, as
   * privileged programs may} What it then sees is what ran before.
   */
  boolean mayReadUninitializedStack();
}
