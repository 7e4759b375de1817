package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import org.jspecify.annotations.Nullable;

/** Our own verifier under a profile. */
final class OwnVerifier {
  private static final int NO_LOG = 0;

  private final ApiProfile profile;

  /** The verdict on a program that it was not asked about. */
  static final Verdict NONE = new Verdict(new Answer(-1, -1, ""), null);

  OwnVerifier(ApiProfile profile) {
    this.profile = profile;
  }

  /**
   * Its verdict.
   *
   * @param answer its answer; error -1 if it crashed
   * @param crash the reason of a crash, or null
   */
  record Verdict(Answer answer, @Nullable String crash) {}

  Verdict verdict(HuntCase hunted) {
    try {
      PathVerification.Result result =
          PathVerification.verify(hunted.program(), profile, hunted.flags(), NO_LOG);
      String reason = result.reason();
      return new Verdict(
          new Answer(
              result.errno() == null ? 0 : result.errno().number(),
              result.processed(),
              result.accepted() ? "" : reason.replace('\t', ' ')),
          null);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      return new Verdict(new Answer(-1, -1, ""), e + (trace.length == 0 ? "" : " at " + trace[0]));
    }
  }
}
