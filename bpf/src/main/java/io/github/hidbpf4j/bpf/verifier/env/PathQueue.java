package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/** Paths that branch off an instruction, to be explored after the current one. */
public interface PathQueue {
  /**
   * Queues a copy of the current state, to be explored later from {@code slot} on ({@code
   * push_stack}).
   *
   * @param previousSlot the instruction that the path comes from
   */
  VerifierState pushBranch(int slot, int previousSlot);

  /**
   * Enters a callback: a synchronous one in a state pushed beside the current one ({@code
   * push_callback_call}), an asynchronous one as a root of its own ({@code push_async_cb}), with
   * {@link VerifierState#inSleepable()} as given.
   *
   * @param slot the call
   * @param subprogram number of the callback
   * @param setup fills in its registers
   * @param async whether it runs later
   * @param sleepable for asynchronous ones: whether it may sleep
   */
  void pushCallback(int slot, int subprogram, CalleeSetup setup, boolean async, boolean sleepable);
}
