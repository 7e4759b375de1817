package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.AcceptedProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that the verifier accepted under a named API profile: the only thing engines run. There
 * is one implementation, which only the verifier's package can instantiate: whoever has a verified
 * program has verified it.
 */
public sealed interface VerifiedProgram permits AcceptedProgram {
  /** {@return the linked program: names, types, maps, BTF, lines} */
  LinkedProgram source();

  /** {@return name of the API profile it was accepted under} */
  String profile();

  /** {@return the slots to run: those of {@link #source}, after the verifier's own rewriting} */
  List<Instruction> instructions();

  /** {@return functions in order of start; the first is the main program} */
  List<Subprogram> subprograms();

  /**
   * {@return whether a path that the verifier walked reaches an instruction} Unreachable
   * instructions are traps in {@link #instructions}, and a conditional jump with one unreachable
   * side is unconditional. Slots are the same in both lists.
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
   * {@return what a kfunc call needs to know about its object, or null}
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
   * privileged programs may} It then sees data of earlier runs.
   */
  boolean mayReadUninitializedStack();
}
