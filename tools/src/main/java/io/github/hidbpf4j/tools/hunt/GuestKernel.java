package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KernelBtf;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.machine.Accelerator;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Died;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.machine.GuestCase;
import io.github.hidbpf4j.guest.machine.GuestSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A real kernel that is asked for verdicts; restarted when a program kills it. */
final class GuestKernel {
  /** The module with HID's functions, if the kernel itself does not have them. */
  static final String HID_MODULE = "hid";

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final GuestSeries series;

  GuestKernel(GuestSeries series) {
    this.series = series;
  }

  /** A kernel's reply about a program. */
  sealed interface Reply {
    /** Its verdict. */
    record Verdict(Answer answer) implements Reply {}

    /** Its maps or types could not be created. */
    record NotAsked(String why) implements Reply {}

    /** The kernel crashed or hung while verifying it. */
    record Killed(String how) implements Reply {}
  }

  /** Its release. */
  String release() {
    return series.guest().hello().release();
  }

  /** Whether QEMU translates its code. */
  boolean isEmulated() {
    return series.guest().accelerator() == Accelerator.TCG;
  }

  /**
   * The kernel's types, followed by those of the HID module.
   *
   * @param kernelTypes how many of them are the kernel's own
   */
  record Types(Btf btf, int kernelTypes) {}

  Types types() {
    CaseOutcome outcome =
        series.run(
            new GuestCase(
                HuntAgent.TYPES, new Run(HuntAgent.TYPES, List.of(HID_MODULE), Map.of()), LIMIT),
            _ -> {});
    if (!(outcome instanceof Finished finished) || finished.status() != 0) {
      throw new GuestException("the guest's kernel gives no types: " + outcome.lines());
    }
    List<KernelBtf.Source> sources = new ArrayList<>();
    byte[] kernel = Objects.requireNonNull(finished.products().get(TypesCommand.KERNEL));
    sources.add(new KernelBtf.Source("vmlinux", kernel));
    int own = KernelBtf.read(sources).size();
    byte[] module = finished.products().get(HID_MODULE);
    if (module != null) {
      sources.add(new KernelBtf.Source(HID_MODULE, module));
    }
    return new Types(KernelBtf.read(sources), own);
  }

  /** Programs that a guest answers about one after the other, each by a line. */
  interface Questions {
    int size();

    /** As the guest's command reads them. */
    byte[] bytes();

    /** Those from a program on. */
    Questions from(int program);
  }

  /** Asks about all programs of a batch, in order. */
  List<Reply> ask(Batch batch) {
    return answers(
        HuntAgent.VERDICTS,
        batch,
        GuestKernel::reply,
        died -> new Reply.Killed(died.death() + ": " + died.reason()));
  }

  /**
   * Has all programs of a batch run, in their order: for each what its runs came to, or nothing
   * where the kernel did not survive it.
   */
  List<Optional<List<String>>> run(RunBatch batch) {
    return answers(
        HuntAgent.RUNS,
        batch,
        line -> Optional.of(List.of(line.split(RunsCommand.RUN))),
        _ -> Optional.empty());
  }

  /** All answers; a program that kills the guest is answered by that, and another guest goes on. */
  private <T> List<T> answers(
      String command, Questions questions, Function<String, T> read, Function<Died, T> killed) {
    List<T> answers = new ArrayList<>();
    Questions rest = questions;
    while (rest.size() > 0) {
      List<String> lines = new ArrayList<>();
      CaseOutcome outcome =
          series.run(
              new GuestCase(
                  command,
                  new Run(command, List.of(), Map.of(HuntAgent.BATCH, rest.bytes())),
                  LIMIT),
              lines::add);
      int answered = Math.min(lines.size(), rest.size());
      lines.subList(0, answered).forEach(line -> answers.add(read.apply(line)));
      if (outcome instanceof Died died && answered < rest.size()) {
        answers.add(killed.apply(died));
        answered++;
      } else if (answered < rest.size()) {
        throw new GuestException(
            "%s: the guest gave %d of %d answers: %s"
                .formatted(command, answered, rest.size(), outcome.lines()));
      }
      rest = rest.from(answered);
    }
    return answers;
  }

  private static Reply reply(String line) {
    return line.startsWith(VerdictsCommand.NOT_ASKED)
        ? new Reply.NotAsked(line.substring(VerdictsCommand.NOT_ASKED.length()))
        : new Reply.Verdict(Answer.parse(line));
  }
}
