package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario under a kernel: each step, and after it the expectations. All reports to the host
 * must be expected; events of the input layer and requests to the device only if the scenario
 * expects any of that kind.
 */
public final class ScenarioRun {
  /**
   * A failed expectation.
   *
   * @param line of the scenario's file, from 1
   * @param message what was expected
   * @param details what happened instead, in lines
   */
  public record Failure(int line, String message, List<String> details) {
    /** Copies. */
    public Failure {
      details = List.copyOf(details);
    }
  }

  /**
   * What is needed to run a scenario.
   *
   * @param setups the devices, in the scenario's order
   * @param recordings what {@code replay} plays, by names of the devices
   */
  public record Material(List<DeviceSetup> setups, Map<String, List<RecordedEntry>> recordings) {
    /** Copies. */
    public Material {
      setups = List.copyOf(setups);
      recordings = Map.copyOf(recordings);
    }
  }

  private final Scenario scenario;
  private final Material material;
  private final Bench bench;
  private final ExpectationCheck check;
  private final Lanes lanes;
  private @Nullable RecordedRequest answer;

  private ScenarioRun(Scenario scenario, Material material, Bench bench) {
    this.scenario = scenario;
    this.material = material;
    this.bench = bench;
    this.check = new ExpectationCheck(bench);
    this.lanes = Lanes.of(scenario);
  }

  /**
   * Runs the scenario.
   *
   * @param profile the kernel
   * @param seed 0 for the natural order of events
   * @param sinks told of everything that happens
   * @return the first failure; null if there is none
   */
  public static @Nullable Failure perform(
      Scenario scenario, Material material, ApiProfile profile, long seed, EventSink... sinks) {
    return perform(
        scenario,
        material,
        profile,
        seed,
        new Bench.Audience(List.of(sinks), List.of(), null, null));
  }

  /**
   * Runs the scenario.
   *
   * @param profile the kernel
   * @param seed 0 for the natural order of events
   * @param audience told of everything that happens
   * @return the first failure; null if there is none
   */
  public static @Nullable Failure perform(
      Scenario scenario,
      Material material,
      ApiProfile profile,
      long seed,
      Bench.Audience audience) {
    try (Bench bench = Bench.of(profile, seed, material.setups(), audience)) {
      return new ScenarioRun(scenario, material, bench).run();
    } catch (BpfException e) {
      return new Failure(
          scenario.line(),
          "kernel %s does not load the fix".formatted(profile.name()),
          String.valueOf(e.getMessage()).lines().toList());
    }
  }

  private @Nullable Failure run() {
    int last = scenario.line();
    // Objects that are not attached have no effect, and no other message would say why.
    if (scenario.steps().stream().noneMatch(ScenarioRun::isAboutAttaching)) {
      for (BenchDevice device : bench.devices()) {
        String why = ExpectationCheck.unattached(device);
        if (!why.isEmpty()) {
          return new Failure(last, "the fix is not attached", List.of(why));
        }
      }
    }
    for (Step step : scenario.steps()) {
      Failure failure = perform(step, last);
      if (failure != null) {
        return failure;
      }
      last = step.line();
    }
    return nothingLeft(last);
  }

  private @Nullable Failure nothingLeft(int line) {
    Mismatch left = check.nothingLeft(lanes);
    return left == null
        ? null
        : new Failure(line, left.message() + ", after this line", left.lines());
  }

  private static boolean isAboutAttaching(Step step) {
    return step instanceof Step.Expect e && e.expectation() instanceof Expectation.Attached;
  }

  private @Nullable Failure perform(Step step, int last) {
    if (step instanceof Step.Expect expect) {
      Mismatch otherwise = check.check(expect, device(step), answer);
      return otherwise == null
          ? null
          : new Failure(expect.line(), otherwise.message(), otherwise.lines());
    }
    if (!(step instanceof Step.Ignore || step instanceof Step.Answers)) {
      Failure left = nothingLeft(last);
      if (left != null) {
        return left;
      }
    }
    String impossible = impossible(step);
    if (!impossible.isEmpty()) {
      return new Failure(step.line(), impossible, List.of());
    }
    switch (step) {
      case Step.Send send -> device(step).send(send.report());
      case Step.After after -> bench.advance(after.nanos());
      case Step.Answers answers -> device(step).answer(answers.rule());
      case Step.Host host -> answer = device(step).ask(host.request());
      case Step.Detach _ -> device(step).detach();
      case Step.Replug replug -> {
        if (replug.out()) {
          device(step).unplug();
        }
        if (replug.in()) {
          device(step).plug();
        }
      }
      case Step.Replay _ ->
          device(step).replay(material.recordings().getOrDefault(step.device(), List.of()));
      case Step.Ignore _ -> device(step).forget();
      case Step.Expect _ -> throw new IllegalStateException();
    }
    return null;
  }

  /** Why a step is impossible in the current state; empty if it is not. */
  private String impossible(Step step) {
    boolean there = device(step).isPluggedIn();
    return switch (step) {
      case Step.Replug(int _, String _, boolean out, boolean _) when !out ->
          there ? "the device is plugged in already: 'unplug' comes before 'plug'" : "";
      case Step.Send _, Step.Replay _, Step.Host _, Step.Detach _, Step.Replug _ ->
          there ? "" : "the device is not plugged in: 'plug' comes before";
      case Step.After _, Step.Answers _, Step.Ignore _, Step.Expect _ -> "";
    };
  }

  private BenchDevice device(Step step) {
    for (BenchDevice device : bench.devices()) {
      if (device.setup().name().equals(step.device())) {
        return device;
      }
    }
    return bench.devices().getFirst();
  }
}
