package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;

/** How far two answers agree. */
enum Agreement {
  /** Both accept, after as many instructions; or both refuse, for the same reason. */
  SAME,
  /** Both accept, or refuse for the same reason, after another number of instructions. */
  COUNT,
  /** Both refuse, with another last line. */
  LINE,
  /** Both refuse, with another error number. */
  ERROR,
  /** Accepted by the kernel, refused here. */
  FALSE_REFUSAL,
  /** Refused by the kernel, accepted here. */
  FALSE_ACCEPT,
  /** Accepted here, and the kernel dies of it, or does not come to an end. */
  KILLS,
  /** Refused here, and the kernel dies of it, or does not come to an end. */
  KILLS_AND_REFUSED,
  /** Our verifier failed by itself. */
  CRASH,
  /** Not compared: the kernel could not be asked, or would take too long. */
  LEFT_OUT;

  /** Whether it is a verdict that differs, or none. */
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
    boolean saysWhy = !kernel.line().isEmpty(); // some refusals it gives no reason of
    if (saysWhy && !ours.line().equals(kernel.line())) {
      return LINE;
    }
    return kernel.processed() >= 0 && ours.processed() != kernel.processed() ? COUNT : SAME;
  }
}
