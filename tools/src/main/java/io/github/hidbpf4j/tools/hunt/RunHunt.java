package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs that both verifiers accepted here and in the kernel, and looks where they differ.
 */
final class RunHunt {
  private static final int RUNS = 2;
  private static final int CONTEXT = 64;
  private static final int PACKET = 64;

  private final ApiProfile profile;
  private final GuestKernel kernel;
  private final RawProgramMaker maker;

  RunHunt(ApiProfile profile, GuestKernel kernel, RawProgramMaker maker) {
    this.profile = profile;
    this.kernel = kernel;
    this.maker = maker;
  }

  /**
   * What the runs of a program came to.
   *
   * @param hunted the program
   * @param kind what differs, {@link #SAME}, or why nothing was compared
   * @param ours of the run that differs
   * @param theirs of the same run
   */
  record Outcome(HuntCase hunted, String kind, String ours, String theirs) {
    /** Whether here and there it came to something else. */
    boolean differs() {
      return kind.startsWith(DIFFERS);
    }

    /** Whether it was run in the kernel. */
    boolean compared() {
      return kind.equals(SAME) || differs();
    }
  }

  /** Kind of programs whose runs came to the same. */
  static final String SAME = "same";

  private static final String DIFFERS = "differs: ";

  /** Of a program: what it is run with, and what came of it here. */
  private record Prepared(HuntCase hunted, List<RunInput> inputs, List<String> ours) {}

  /** Runs programs, and gives what came of it in their order. */
  List<Outcome> run(List<HuntCase> programs) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>();
    for (HuntCase hunted : programs) {
      try {
        prepared.add(prepare(hunted));
      } catch (OwnRuns.EnginesDifferException e) {
        outcomes.add(new Outcome(hunted, DIFFERS + "engines", String.valueOf(e.getMessage()), ""));
      } catch (BpfException e) {
        outcomes.add(new Outcome(hunted, String.valueOf(e.getMessage()), "", ""));
      }
    }
    List<Optional<List<String>>> replies = kernel.run(batch(prepared));
    for (int i = 0; i < prepared.size(); i++) {
      outcomes.add(compare(prepared.get(i), replies.get(i).orElse(null)));
    }
    return outcomes;
  }

  private Prepared prepare(HuntCase hunted) {
    if (!OwnRuns.isRunnable(hunted.program())) {
      throw new OwnRuns.NoRuleException("type or maps");
    }
    VerifiedProgram verified = Verifier.verify(hunted.program(), profile);
    boolean isPacket = hunted.program().type() != ProgramType.SYSCALL;
    int size = isPacket ? PACKET : Math.max(CONTEXT, verified.contextSize());
    List<RunInput> inputs = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long seed = 31L * hunted.name().hashCode() + i;
      RunInput input = RunInput.of(seed, size, isPacket, hunted.program().maps());
      inputs.add(input);
      ours.add(OwnRuns.run(verified, input));
    }
    return new Prepared(hunted, inputs, ours);
  }

  private RunBatch batch(List<Prepared> prepared) {
    BatchBuilder programs = new BatchBuilder(maker);
    prepared.forEach(each -> programs.add(each.hunted()));
    return new RunBatch(programs.build(), prepared.stream().map(Prepared::inputs).toList());
  }

  private static Outcome compare(Prepared program, @Nullable List<String> replies) {
    if (replies == null) {
      return new Outcome(program.hunted(), DIFFERS + "the kernel dies of it", "", "");
    }
    for (int i = 0; i < program.ours().size(); i++) {
      String theirs = i < replies.size() ? replies.get(i) : replies.getLast();
      String difference = RunAnswer.difference(program.ours().get(i), theirs);
      if (difference != null) {
        return new Outcome(program.hunted(), DIFFERS + difference, program.ours().get(i), theirs);
      }
    }
    return new Outcome(program.hunted(), SAME, "", "");
  }

  /** The simplest program found whose runs differ alike. */
  Outcome simplest(Outcome found) {
    return Shrinking.simplest(found, this::simpler);
  }

  private @Nullable Outcome simpler(Outcome found) {
    for (Outcome outcome : run(found.hunted().simpler().of(found.hunted()))) {
      if (outcome.kind().equals(found.kind())) {
        return outcome;
      }
    }
    return null;
  }
}
