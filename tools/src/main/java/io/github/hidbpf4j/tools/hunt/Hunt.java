package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks both verifiers about programs, and looks where they differ. */
final class Hunt {
  /** What takes our verifier longer is not given to an emulated kernel. */
  private static final int MOST_PROCESSED = 50_000;

  private static final int SHRINK_ROUNDS = 200;

  private final OwnVerifier own;
  private final GuestKernel kernel;
  private final RawProgramMaker maker;

  Hunt(OwnVerifier own, GuestKernel kernel, RawProgramMaker maker) {
    this.own = own;
    this.kernel = kernel;
    this.maker = maker;
  }

  /**
   * Both answers to a program.
   *
   * @param hunted the program
   * @param ours what we say
   * @param theirs what the kernel says
   * @param agreement how they differ
   */
  record Outcome(HuntCase hunted, OwnVerifier.Verdict ours, Reply theirs, Agreement agreement) {}

  /** Asks about programs, and gives the outcomes in their order. */
  List<Outcome> ask(List<HuntCase> cases) {
    List<OwnVerifier.Verdict> verdicts = new ArrayList<>();
    List<RawProgram> bases = new ArrayList<>();
    Map<RawProgram, Integer> places = new IdentityHashMap<>();
    List<Batch.Entry> entries = new ArrayList<>();
    for (HuntCase hunted : cases) {
      OwnVerifier.Verdict verdict = own.verdict(hunted);
      verdicts.add(verdict);
      if (isAsked(verdict)) {
        int place =
            places.computeIfAbsent(
                hunted.base(),
                base -> {
                  bases.add(base);
                  return bases.size() - 1;
                });
        entries.add(
            new Batch.Entry(
                place,
                hunted.flags(),
                RawProgramMaker.functions(hunted.program()),
                maker.code(hunted.program().instructions())));
      }
    }
    List<Reply> replies = kernel.ask(new Batch(bases, entries));
    List<Outcome> outcomes = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < cases.size(); i++) {
      OwnVerifier.Verdict verdict = verdicts.get(i);
      Reply reply =
          isAsked(verdict)
              ? maker.comparable(replies.get(next++))
              : new Reply.NotAsked("takes too long");
      Agreement agreement =
          verdict.crash() != null ? Agreement.CRASH : Agreement.of(verdict, reply);
      outcomes.add(new Outcome(cases.get(i), verdict, reply, agreement));
    }
    return outcomes;
  }

  private boolean isAsked(OwnVerifier.Verdict verdict) {
    return !kernel.isEmulated() || verdict.answer().processed() <= MOST_PROCESSED;
  }

  /** The simplest program found whose outcome is of the same kind. */
  Outcome simplest(Outcome found) {
    Outcome simplest = found;
    for (int round = 0; round < SHRINK_ROUNDS; round++) {
      Outcome simpler = simpler(simplest);
      if (simpler == null) {
        break;
      }
      simplest = simpler;
    }
    return simplest;
  }

  private @Nullable Outcome simpler(Outcome found) {
    List<HuntCase> simpler = found.hunted().simpler().of(found.hunted());
    for (Outcome outcome : ask(simpler)) {
      if (outcome.agreement() == found.agreement()) {
        return outcome;
      }
    }
    return null;
  }
}
