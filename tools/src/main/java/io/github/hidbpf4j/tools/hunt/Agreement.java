package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;

/** How far two verdicts agree. */
enum Agreement {
  /** Both accept, after the same number of instructions; or both reject, for the same reason. */
  SAME,
  /** Both accept, or reject for the same reason, after different numbers of instructions. */
  COUNT,
  /** Both reject, with different last lines. */
  LINE,
  /** Both reject, with different error numbers. */
  ERROR,
  /** Accepted by the kernel, rejected here. */
  FALSE_REFUSAL,
  /** Rejected by the kernel, accepted here. */
  FALSE_ACCEPT,
  /** Accepted here, but the kernel crashes or hangs. */
  KILLS,
  /** Rejected here, but the kernel crashes or hangs. */
  KILLS_AND_REFUSED,
  /** Our verifier crashed. */
  CRASH,
  /** Not compared: the kernel could not be asked, or would take too long. */
  LEFT_OUT;

  /** Whether verdicts differ, or one is missing. */
  boolean isGrave() {
    return switch (this) {
      case FALSE_ACCEPT, FALSE_REFUSAL, KILLS, CRASH -> true;
      default -> false;
    };
  }

  static Agreement of(OwnVerifier.Verdict ours, Reply theirs) {
    return switch (theirs) {
      case Reply.NotAsked _ -> LEFT_OUT;
      case Reply.Killed _ -> ours.answer().isAccepted() ? KILLS : KILLS_AND_REFUSED;
      case Reply.Verdict(Answer kernel) -> of(ours.answer(), kernel);
    };
  }

  private static Agreement of(Answer ours, Answer kernel) {
    if (ours.isAccepted() != kernel.isAccepted()) {
      return ours.isAccepted() ? FALSE_ACCEPT : FALSE_REFUSAL;
    }
    if (ours.error() != kernel.error()) {
      return ERROR;
    }
    boolean saysWhy = !kernel.line().isEmpty(); // for some rejections it gives no reason
    if (saysWhy && !ours.line().equals(kernel.line())) {
      return LINE;
    }
    return kernel.processed() >= 0 && ours.processed() != kernel.processed() ? COUNT : SAME;
  }
}
