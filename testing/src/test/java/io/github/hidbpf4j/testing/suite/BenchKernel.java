package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayDifference;
import io.github.hidbpf4j.testing.play.PlayRecorder;
import io.github.hidbpf4j.testing.play.PlayStep;
import io.github.hidbpf4j.testing.play.PlayText;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.play.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a real kernel: plays on a bench of its own, possibly of another profile. So the play
 * must contain everything that is needed.
 */
final class BenchKernel implements RealKernel {
  private final String profile;
  private final String own;

  /** How many plays have their observations changed, beginning with the first. */
  int spoilt;

  UnaryOperator<List<Seen>> change = UnaryOperator.identity();
  @Nullable String dies;
  String unfit = "";
  String limit = "";
  boolean hidBpf = true;

  /** A program that it rejects, whatever its profile says. */
  @Nullable String rejects;

  final List<String> played = new ArrayList<>();
  final List<String> again = new ArrayList<>();

  /**
   * Creates a kernel.
   *
   * @param profile the profile that it claims to be compared with
   * @param own the profile that it really has
   */
  BenchKernel(String profile, String own) {
    this.profile = profile;
    this.own = own;
  }

  @Override
  public String label() {
    return profile + ".99";
  }

  @Override
  public String profile() {
    return profile;
  }

  @Override
  public boolean hasVerdicts() {
    return hidBpf;
  }

  @Override
  public String unfit(Play play, List<Seen> seen) {
    return unfit;
  }

  @Override
  public void differed(String name, PlayDifference first) {
    again.add(first.message());
  }

  @Override
  public Outcome load(String name, byte[] object) {
    KernelMatrix matrix =
        LoadingKernels.verdictsOf(BpfObject.open(name, object), List.of(KernelList.profile(own)));
    List<String> log =
        matrix.reasons().stream()
            .map(reason -> reason.text().lines().findFirst().orElse(""))
            .toList();
    List<ProgramAnswer> programs =
        matrix.kernels().getFirst().verdicts().stream()
            .map(
                verdict ->
                    new ProgramAnswer(
                        verdict.program(),
                        verdict.program().equals(rejects)
                            ? "said so"
                            : verdict.accepted()
                                ? ""
                                : verdict.reason().lines().findFirst().orElse("?"),
                        List.of("the log")))
            .toList();
    return new Verdict(log.isEmpty(), programs, log);
  }

  @Override
  public Outcome play(String name, Play given, int attempt) {
    played.add(name);
    String deadly = dies;
    if (deadly != null && name.contains(deadly)) {
      return new Failed("kernel %s: an error in the kernel: BUG: x".formatted(label()), List.of());
    }
    Play play = PlayText.parse(PlayText.of(given), given.objects());
    List<DeviceSetup> setups = play.devices().stream().map(d -> setup(d, play)).toList();
    PlayRecorder recorder = new PlayRecorder(own, play.seed(), setups, play.objects());
    try (Bench bench =
        Bench.of(
            KernelList.profile(own),
            play.seed(),
            setups,
            new Bench.Audience(List.of(), recorder.sinks(), null, null, recorder))) {
      for (PlayStep step : play.steps()) {
        bench.advance(Math.max(0, step.nanos() - bench.now()));
        perform(bench.devices().get(step.device()), step);
      }
    }
    List<Seen> seen = recorder.seen();
    return new Played(
        spoilt-- > 0 ? change.apply(seen) : seen, List.of("a note"), limit, 1_000_000L);
  }

  private static DeviceSetup setup(PlayedDevice device, Play play) {
    return new DeviceSetup(
        device.name(),
        device.device(),
        device.fixSets(play.objects()),
        device.behaviour(),
        device.properties(),
        device.force(),
        Set.copyOf(device.optional()));
  }

  private static void perform(BenchDevice device, PlayStep step) {
    switch (step.action()) {
      case PlayStep.Plug _ -> {
        if (!device.isPluggedIn()) {
          device.plug();
        }
      }
      case PlayStep.Unplug _ -> device.unplug();
      case PlayStep.Detach _ -> device.detach();
      case PlayStep.Send(byte[] report, boolean _) -> device.send(report);
      case PlayStep.Answers answers -> device.answer(answers.read());
      case PlayStep.Ask ask -> device.ask(ask.request());
      case PlayStep.End _ -> {}
    }
  }
}
