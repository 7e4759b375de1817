package io.github.hidbpf4j.tools.live;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.hidbpf4j.cli.guest.ProductGuest;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.machine.Accelerator;
import io.github.hidbpf4j.guest.machine.Guest;
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
          new KernelVerdictsScenario(),
          new KernelInstructionsScenario(),
          new KernelCyclesScenario(),
          new RequestsScenario(),
          new KillScenario());

  @Spec CommandSpec spec;

  @Option(
      names = "--kernel",
      paramLabel = "IMAGE",
      description = "The kernel: a package (.deb), a folder, or a vmlinuz.")
  @Nullable Path kernel;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only the scenario of this name, or those of a kind: bridge, kernel.")
  @Nullable String only;

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
    Path work = Files.createTempDirectory("hidbpf-live");
    GuestSetup setup =
        ProductGuest.setup(
                kernel,
                LiveAgent.class,
                List.of(CommandLine.class, JsonFactory.class),
                Set.of("java.base", "jdk.net"),
                work)
            .with(GuestHardware.DEFAULT.withUsb(), List.of("usbhid", "xhci_pci"));
    try (GuestSeries series = new GuestSeries(setup, Accelerator.here())) {
      boolean prints = verbose || !command.isEmpty();
      LiveStage stage =
          new LiveStage(
              series,
              root,
              work,
              line -> {
                if (prints) {
                  out.println(line);
                  out.flush();
                }
              },
              out::println);
      return command.isEmpty() ? runAll(stage, out) : runOne(stage, out);
    } finally {
      clock.close();
    }
  }

  private int runOne(LiveStage stage, PrintWriter out) throws IOException {
    List<Object> arguments = new ArrayList<>();
    for (String argument : command.subList(1, command.size())) {
      Path file = Path.of(argument);
      arguments.add(Files.isRegularFile(file) ? file : argument);
    }
    try {
      return stage.run(command.getFirst(), arguments.toArray()).status();
    } catch (ScenarioFailure e) {
      out.println(e.getMessage());
      out.flush();
      return 1;
    }
  }

  private int runAll(LiveStage stage, PrintWriter out) throws IOException {
    long begin = clock.now();
    Guest guest = stage.guest();
    Hello hello = guest.hello();
    out.printf(
        "kernel %s, %s, ready after %.1f s%n",
        hello.release(), guest.accelerator(), (clock.now() - begin) / 1e9);
    hello.problems().forEach(problem -> out.println("problem: " + problem));
    out.flush();
    List<String> support = stage.run("kernel-support").lines();
    boolean hidBpf = support.contains(KernelSupport.Kind.STRUCT_OPS.name());
    int run = 0;
    int skipped = 0;
    int fine = 0;
    for (LiveScenario scenario : SCENARIOS) {
      if (only != null && !(scenario.name() + "-").startsWith(only + "-")) {
        continue;
      }
      if (scenario.needsHidBpf() && !hidBpf) {
        out.printf("skip   %s: %s%n", scenario.name(), String.join("; ", support));
        skipped++;
        continue;
      }
      run++;
      long start = clock.now();
      String failure = null;
      try {
        scenario.run(stage);
        fine++;
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
    if (run + skipped == 0) {
      throw new HidException("--only " + only + ": no such scenario: see --list");
    }
    out.printf("%d of %d%n", fine, run);
    out.flush();
    return fine == run && hello.problems().isEmpty() ? 0 : 1;
  }
}
