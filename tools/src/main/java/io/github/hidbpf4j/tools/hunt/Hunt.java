package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks both verifiers about programs, and finds differences. */
final class Hunt {
  /** Programs that take our verifier longer are not loaded into an emulated kernel. */
  private static final int MOST_PROCESSED = 50_000;

  /** What our verifier says about programs that crash real kernels. */
  private static final String OOPS = " oops here while loading";

  private final OwnVerifier own;
  private final GuestKernel kernel;
  private final RawProgramMaker maker;
  private final MissingHelpers missing;
  private final boolean dares;

  /**
   * Creates a hunt with a pair of verifiers.
   *
   * @param dares whether to load programs that crash the kernel according to our verifier: each
   *     costs a restart of the guest
   */
  Hunt(
      OwnVerifier own,
      GuestKernel kernel,
      RawProgramMaker maker,
      MissingHelpers missing,
      boolean dares) {
    this.dares = dares;
    this.own = own;
    this.kernel = kernel;
    this.maker = maker;
    this.missing = missing;
  }

  /**
   * Both answers to a program.
   *
   * @param hunted the program
   * @param ours our verdict
   * @param theirs the kernel's reply
   * @param agreement how far they agree
   */
  record Outcome(HuntCase hunted, OwnVerifier.Verdict ours, Reply theirs, Agreement agreement) {
    /** Whether both accept it. */
    boolean isAccepted() {
      return ours.answer().isAccepted()
          && theirs instanceof Reply.Verdict(Answer answer)
          && answer.isAccepted();
    }
  }

  /** Asks about programs, and returns the outcomes in order. */
  List<Outcome> ask(List<HuntCase> cases) {
    List<Asked> asked = new ArrayList<>();
    BatchBuilder batch = new BatchBuilder(maker);
    for (HuntCase hunted : cases) {
      Asked each = prepare(hunted);
      asked.add(each);
      if (each.whyNot() == null) {
        batch.add(hunted);
      }
    }
    Iterator<Reply> replies = kernel.ask(batch.build()).iterator();
    List<Outcome> outcomes = new ArrayList<>();
    for (Asked each : asked) {
      String whyNot = each.whyNot();
      Reply reply = whyNot == null ? replies.next() : new Reply.NotAsked(whyNot);
      Agreement agreement =
          each.ours().crash() != null ? Agreement.CRASH : Agreement.of(each.ours(), reply);
      outcomes.add(new Outcome(each.hunted(), each.ours(), reply, agreement));
    }
    return outcomes;
  }

  /** Our verdict on a program, and why the kernel is not asked; null if it is. */
  private record Asked(HuntCase hunted, OwnVerifier.Verdict ours, @Nullable String whyNot) {}

  private Asked prepare(HuntCase hunted) {
    String helper = missing.in(hunted.base(), hunted.program().instructions());
    if (helper != null) {
      return new Asked(hunted, OwnVerifier.NONE, "built without " + helper);
    }
    OwnVerifier.Verdict verdict = own.verdict(hunted);
    if (!dares && verdict.answer().line().contains(OOPS)) {
      return new Asked(hunted, verdict, "known to kill the kernel");
    }
    boolean slow = kernel.isEmulated() && verdict.answer().processed() > MOST_PROCESSED;
    return new Asked(hunted, verdict, slow ? "takes too long" : null);
  }

  /** The simplest program found with an outcome of the same kind. */
  Outcome simplest(Outcome found) {
    return Shrinking.simplest(found, this::simpler);
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
