package io.github.hidbpf4j.tools.fuzz;

/**
 * Known unsoundness of Linux 6.12, which the verifier here shares, since it decides as Linux does.
 * A run that gets there is not followed any further. Few do: about 1 of 25,000 programs.
 */
enum Blind {
  /**
   * Iterations of {@code bpf_loop}. The verifier revisits the call after its callback, with the
   * caller's R1 to R5 as they were, but liveness does not connect these through the callback
   * ({@code is_state_visited} connects R6 to R9 of callers). So states at the entry of a callback
   * are compared without the number of iterations, a path with more iterations is pruned because of
   * one with fewer, and iterations beyond those are never verified.
   */
  TURNS,

  /**
   * Loops of states: iterators, {@code may_goto}, callbacks. A path inside a loop that returns to
   * its head ends there before it is known what of the head's state will matter; states kept on
   * that path lack these marks, and once the loop is done they are compared by the marks that they
   * have. Iterations of callbacks are not even noted as loops. Later kernels propagate the marks
   * along such edges.
   */
  LOOP_OF_STATES,

  /**
   * A sign-extending fill of a spilled number that fits its width unsigned. The register keeps the
   * id of the spilled number ({@code check_stack_read_fixed_off}), although a negative value does
   * not equal it any more ({@code coerce_reg_to_size_sx} does not change ids); what is learnt about
   * one is then assumed for the other.
   */
  SIGN_EXTENDING_FILL
}
