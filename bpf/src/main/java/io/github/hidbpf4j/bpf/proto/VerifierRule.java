package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;

import java.util.EnumSet;

/**
 * A rule of the verifier ({@code kernel/bpf/verifier.c}) that came after Linux 6.12: its row. Where
 * the kernels differ, the check asks {@link ApiProfile#has(VerifierRule)} for the rule, never for a
 * release; which kernels have it stands here and nowhere else.
 */
public enum VerifierRule {
  /** Calls nest to a depth of 16 frames; 8 before ({@code MAX_CALL_FRAMES}). */
  SIXTEEN_CALL_FRAMES(linux7(3));

  private final KernelRelease since;

  VerifierRule(KernelRelease since) {
    this.since = since;
  }

  /** The first release that has it, in the newest stable level of each release. */
  public KernelRelease since() {
    return since;
  }

  /** The rules of a release. */
  public static EnumSet<VerifierRule> of(KernelRelease release) {
    EnumSet<VerifierRule> all = EnumSet.noneOf(VerifierRule.class);
    for (VerifierRule rule : values()) {
      if (release.isAtLeast(rule.since)) {
        all.add(rule);
      }
    }
    return all;
  }
}
