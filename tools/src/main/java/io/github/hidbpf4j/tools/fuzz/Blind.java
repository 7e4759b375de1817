package io.github.hidbpf4j.tools.fuzz;

/**
 * Where Linux 6.12 itself is not sound, and the verifier here, which decides as it does, is not
 * either. A run that goes there is followed no further. Few do: about 1 of 25,000 programs.
 */
enum Blind {
  /**
   * Turns of {@code bpf_loop}. The call is looked at again after its callback, with the caller's R1
   * to R5 as they were, but liveness does not connect these through the callback ({@code
   * is_state_visited} connects R6 to R9 of callers). So states at the entry of a callback are
   * compared without the number of turns, a path with more turns is given up for one with fewer,
   * and turns beyond those are never looked at.
   */
  TURNS,

  /**
   * Loops of states: iterators, {@code may_goto}, callbacks. A path inside a loop that comes back
   * to its head ends there before it is known what of the head will matter; states kept on that
   * path miss these marks, and once the loop is done they are compared by what they have. Turns of
   * callbacks are not even noted as loops. Later kernels carry the marks along such edges.
   */
  LOOP_OF_STATES,

  /**
   * A sign-extending fill of a spilled number that fits its width unsigned. The register keeps the
   * id of what was spilled ({@code check_stack_read_fixed_off}), although a negative one is not
   * equal to it any more ({@code coerce_reg_to_size_sx} leaves ids alone); what is learnt of one is
   * then believed of the other.
   */
  SIGN_EXTENDING_FILL
}
