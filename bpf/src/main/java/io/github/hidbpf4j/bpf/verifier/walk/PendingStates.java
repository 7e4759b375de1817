package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.List;

/** States still to be explored, the last one first ({@code push_stack}, {@code pop_stack}). */
final class PendingStates {
  /** BPF_COMPLEXITY_LIMIT_JMP_SEQ. */
  private static final int LIMIT = 8192;

  private record Element(VerifierState state, int slot, int previousSlot, long logPosition) {}

  private final VerifierEnv env;
  private final List<Element> elements = new ArrayList<>();
  private final List<VerifierState> spare = new ArrayList<>();

  PendingStates(VerifierEnv env) {
    this.env = env;
  }

  void clear() {
    elements.clear();
  }

  boolean isEmpty() {
    return elements.isEmpty();
  }

  /** Pushes a copy of the current state. */
  VerifierState push(int slot, int previousSlot) {
    VerifierState state = spare.isEmpty() ? new VerifierState() : spare.removeLast();
    state.copy(env.state());
    elements.add(new Element(state, slot, previousSlot, env.log.position()));
    if (elements.size() > LIMIT) {
      throw env.reject(Errno.E2BIG, "The sequence of %d jumps is too complex.", elements.size());
    }
    if (state.parent() != null) {
      state.parent().addBranch();
    }
    if (env.observer != null) {
      env.observer.branched(state);
    }
    return state;
  }

  /** Pushes a fresh state for an asynchronous callback ({@code push_async_cb}). */
  VerifierState pushAsync(int slot, int previousSlot, int subprogram, boolean sleepable) {
    FrameState frame = new FrameState(env.scalars);
    VerifierState state = new VerifierState(frame, sleepable);
    elements.add(new Element(state, slot, previousSlot, env.log.position()));
    if (elements.size() > LIMIT) {
      throw env.reject(
          Errno.E2BIG, "The sequence of %d jumps is too complex for async cb.", elements.size());
    }
    state.startHistoryAfter(env.state());
    initialize(frame, FrameState.MAIN_FUNC, 0, subprogram);
    if (env.observer != null) {
      env.observer.deferred(state);
    }
    return state;
  }

  /** Makes the last pushed state the current one; its slots become those of the walk. */
  void pop(boolean cutLog) {
    Element last = elements.removeLast();
    VerifierState old = env.state();
    env.setState(last.state);
    // nothing refers to a current state: its parents are states of the table
    spare.add(old);
    if (cutLog) {
      env.log.cutTo(last.logPosition);
    }
    env.moveTo(last.slot);
    env.setPreviousSlot(last.previousSlot);
    if (env.observer != null) {
      env.observer.resumed(last.state);
    }
  }

  /** {@code init_func_state}: all registers but the frame pointer are uninitialised. */
  void initialize(FrameState frame, int callsite, int number, int subprogram) {
    frame.enter(callsite, number, subprogram);
    env.text.touchAll();
  }
}
