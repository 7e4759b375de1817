package io.github.hidbpf4j.tools.live;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.hidbpf4j.cli.guest.ProductGuest;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.machine.Accelerator;
import io.github.hidbpf4j.guest.machine.Guest;
import io.github.hidbpf4j.guest.machine.GuestClock;
import io.github.hidbpf4j.guest.machine.GuestHardware;
import io.github.hidbpf4j.guest.machine.GuestSeries;
import io.github.hidbpf4j.guest.machine.GuestSetup;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import io.github.hidbpf4j.time.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/live-tests}. */
@Command(
    name = "live-tests",
    mixinStandardHelpOptions = true,
    description = {
      "Runs scenarios on a real kernel in QEMU; with COMMAND, only this one of the guest's, and prints what it prints.",
      "Needs qemu-system-x86_64, and xz where the kernel's modules are compressed by it. Exits with 0 when all is well; the last line is 'N of M' scenarios.",
    })
public final class LiveTestsCommand implements Callable<Integer> {
  private static final List<LiveScenario> SCENARIOS =
      List.of(
          new RecordingsScenario("examples", "examples"),
          new RecordingsScenario("input-layer", "testdata/evdev"),
          new UsbScenario(),
          new BridgeScenario("a4tech-horizontal-wheel", "examples/a4tech-horizontal-wheel/wheel"),
          new BridgeScenario("imperator-macro", "testdata/live/imperator"),
          new BridgeScenario("pen-out-of-proximity", "testdata/live/pen"),
          new BridgeScenario("rollermouse-double-click", "testdata/live/rollermouse"),
          new BridgeScenario("sixaxis-reinit", "examples/sixaxis-reinit/sixaxis"),
          new KernelScenario("a4tech-horizontal-wheel", "examples/a4tech-horizontal-wheel/wheel"),
          new KernelScenario("imperator-macro", "testdata/live/imperator"),
          new KernelScenario("pen-out-of-proximity", "testdata/live/pen"),
          new KernelScenario("rollermouse-double-click", "testdata/live/rollermouse"),
          new KernelScenario("sixaxis-reinit", "examples/sixaxis-reinit/sixaxis"),
          new CommandScenario(),
          new WithoutHidBpfScenario(),
          new KernelVerdictsScenario(),
          new KernelInstructionsScenario(),
          new VerifyHereScenario(),
          new KernelDaemonScenario(),
          new KernelKillsScenario(),
          new KernelKillsCallsScenario(),
          new KernelCyclesScenario(),
          new KernelRightsScenario(),
          new KernelObstaclesScenario(),
          new YardstickScenario(),
          new RequestsScenario(),
          new StreamScenario(1_000),
          new StreamScenario(4_000),
          SoakScenario.ofKills(),
          SoakScenario.ofReplugs(),
          new HostileScenario(),
          new StartScenario(),
          new LatencyScenario());

  @Spec CommandSpec spec;

  @Option(
      names = "--kernel",
      paramLabel = "IMAGE",
      description = "The kernel: a package (.deb), a folder, or a vmlinuz.")
  @Nullable Path kernel;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only the scenarios of these names, or those of a kind: bridge, kernel.")
  List<String> only = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How often scenarios that repeat something do so.")
  int count;

  @Option(
      names = "--udev-hid-bpf",
      paramLabel = "DIR",
      description =
          "For the scenario yardstick: a folder in which the package udev-hid-bpf is unpacked (dpkg-deb -x), and all that it depends on.")
  @Nullable Path udevHidBpf;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description =
          "What the guest's time is measured by: host, or instructions, which QEMU counts as it translates. Default: each scenario's own, most often instructions.")
  @Nullable String clockName;

  @Option(names = "--list", description = "Lists the scenarios.")
  boolean list;

  @Option(names = "--verbose", description = "Prints what commands of the guest print.")
  boolean verbose;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The project's folder.")
  Path root;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "A command of the guest's agent and its arguments; files are sent along.")
  List<String> command = List.of();

  private final SystemClock clock = new SystemClock(0);

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      SCENARIOS.forEach(s -> out.printf("%-12s %s%n", s.name(), s.text()));
      out.flush();
      return 0;
    }
    if (kernel == null) {
      throw new HidException("--kernel is missing: expected a package, a folder, or a vmlinuz");
    }
    Path image = kernel;
    Path work = Files.createTempDirectory("hidbpf-live");
    try {
      return command.isEmpty() ? runAll(image, work, out) : runOne(image, work, out);
    } finally {
      clock.close();
    }
  }

  /** Creates guests with this clock. */
  private GuestSeries series(Path image, Path work, GuestClock clock) {
    GuestHardware hardware = GuestHardware.DEFAULT.withUsb();
    GuestSetup setup =
        ProductGuest.anySetup(
                image,
                LiveAgent.class,
                List.of(CommandLine.class, JsonFactory.class),
                Set.of("java.base", "jdk.net"),
                List.of(root.resolve("examples").toAbsolutePath().toString()),
                work)
            .with(
                clock == GuestClock.INSTRUCTIONS ? hardware.withCountedTime() : hardware,
                List.of("usbhid", "xhci_pci"));
    return new GuestSeries(
        setup, clock == GuestClock.INSTRUCTIONS ? List.of(Accelerator.TCG) : Accelerator.here());
  }

  private LiveStage stage(GuestSeries series, Path work, PrintWriter out) {
    boolean prints = verbose || !command.isEmpty();
    return new LiveStage(
        series,
        count,
        root,
        work,
        udevHidBpf,
        line -> {
          if (prints) {
            out.println(line);
            out.flush();
          }
        },
        line -> {
          out.println(line);
          out.flush();
        });
  }

  /** The clock of a scenario, or of all. */
  private GuestClock clockOf(GuestClock own) {
    return switch (clockName) {
      case null -> own;
      case "host" -> GuestClock.HOST;
      case "instructions" -> GuestClock.INSTRUCTIONS;
      default ->
          throw new HidException("--clock " + clockName + ": expected host, or instructions");
    };
  }

  private int runOne(Path image, Path work, PrintWriter out) throws IOException {
    List<Object> arguments = new ArrayList<>();
    for (String argument : command.subList(1, command.size())) {
      Path file = Path.of(argument);
      arguments.add(Files.isRegularFile(file) ? file : argument);
    }
    try (GuestSeries series = series(image, work, clockOf(GuestClock.INSTRUCTIONS))) {
      return stage(series, work, out).run(command.getFirst(), arguments.toArray()).status();
    } catch (ScenarioFailure e) {
      out.println(e.getMessage());
      out.flush();
      return 1;
    }
  }

  private boolean isWanted(LiveScenario scenario) {
    return only.isEmpty()
        ? !scenario.isOnlyByName()
        : only.stream().anyMatch(name -> (scenario.name() + "-").startsWith(name + "-"));
  }

  /** The results of scenarios. */
  private static final class Score {
    private int run;
    private int fine;
    private boolean problems;
  }

  private int runAll(Path image, Path work, PrintWriter out) throws IOException {
    List<LiveScenario> wanted = SCENARIOS.stream().filter(this::isWanted).toList();
    if (wanted.isEmpty()) {
      throw new HidException("--only " + String.join(",", only) + ": no such scenario: see --list");
    }
    Score score = new Score();
    for (GuestClock guestClock : GuestClock.values()) {
      List<LiveScenario> some =
          wanted.stream().filter(each -> clockOf(each.clock()) == guestClock).toList();
      if (!some.isEmpty()) {
        try (GuestSeries series = series(image, work, guestClock)) {
          runSome(stage(series, work, out), guestClock, some, score, out);
        }
      }
    }
    out.printf("%d of %d%n", score.fine, score.run);
    out.flush();
    return score.fine == score.run && !score.problems ? 0 : 1;
  }

  private void runSome(
      LiveStage stage,
      GuestClock guestClock,
      List<LiveScenario> scenarios,
      Score score,
      PrintWriter out)
      throws IOException {
    long begin = clock.now();
    Guest guest = stage.guest();
    Hello hello = guest.hello();
    out.printf(
        "kernel %s, %s%s, ready after %.1f s%n",
        hello.release(),
        guest.accelerator(),
        guestClock == GuestClock.INSTRUCTIONS ? ", time counted in instructions" : "",
        (clock.now() - begin) / 1e9);
    hello.problems().forEach(problem -> out.println("problem: " + problem));
    score.problems |= !hello.problems().isEmpty();
    out.flush();
    List<String> support = stage.run("kernel-support").lines();
    boolean hidBpf = support.contains(KernelSupport.Kind.STRUCT_OPS.name());
    for (LiveScenario scenario : scenarios) {
      if (scenario.needsHidBpf() && !hidBpf) {
        out.printf("skip   %s: %s%n", scenario.name(), String.join("; ", support));
        continue;
      }
      String missing = scenario.missing(stage);
      if (!missing.isEmpty()) {
        out.printf("skip   %s: %s%n", scenario.name(), missing);
        continue;
      }
      score.run++;
      long start = clock.now();
      String failure = null;
      try {
        scenario.run(stage);
        score.fine++;
      } catch (ScenarioFailure | GuestException e) {
        failure = e.getMessage();
      }
      out.printf(
          "%s %s (%.1f s)%s%n",
          failure == null ? "ok    " : "FAILED",
          scenario.name(),
          (clock.now() - start) / 1e9,
          failure == null ? "" : ": " + failure);
      out.flush();
    }
  }
}
