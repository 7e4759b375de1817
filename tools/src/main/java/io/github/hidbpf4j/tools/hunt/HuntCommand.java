package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.cli.KernelNames;
import io.github.hidbpf4j.cli.guest.ProductGuest;
import io.github.hidbpf4j.guest.machine.Accelerator;
import io.github.hidbpf4j.guest.machine.GuestClock;
import io.github.hidbpf4j.guest.machine.GuestHardware;
import io.github.hidbpf4j.guest.machine.GuestSeries;
import io.github.hidbpf4j.guest.machine.GuestSetup;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/verifier-hunt}. */
@Command(
    name = "verifier-hunt",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a real kernel, in QEMU or as a User-Mode Linux, and our verifier about the same "
          + "programs, and looks where they differ: verdict, error number, last line of the log, "
          + "instructions processed.",
      "Programs are random ones, and mutants of the programs in objects. If interrupted, it "
          + "continues when called again with the same folder.",
      "Exits with 1 when a verdict differs.",
    })
public final class HuntCommand implements Callable<Integer> {
  private static final int BATCH = 500;

  /** Coprime to 100. */
  private static final int TURN = 61;

  private static final int SLOW_BASE = 5_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--kernel",
      required = true,
      paramLabel = "IMAGE",
      description =
          "The kernel: a package (.deb), a folder, a vmlinuz, or a User-Mode Linux (docs/guest.md).")
  Path image;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "Our profile, as of hidbpf verify. Default: the one of the kernel's release.")
  @Nullable String profile;

  @Option(
      names = "--without",
      paramLabel = "RULE",
      split = ",",
      description = {
        "Rules of the verifier that our profile has, as it follows the newest stable version, and this kernel has not: names of VerifierRule.",
      })
  Set<VerifierRule> without = EnumSet.noneOf(VerifierRule.class);

  @Option(
      names = "--with",
      paramLabel = "RULE",
      split = ",",
      description = "Rules that our profile has not, and this kernel has: the opposite.")
  Set<VerifierRule> with = EnumSet.noneOf(VerifierRule.class);

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where progress and findings are kept.")
  Path out;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "What programs are made from. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--count",
      defaultValue = "10000",
      description =
          "How many programs to compare in all, those of earlier calls included. Default: ${DEFAULT-VALUE}.")
  long count;

  @Option(
      names = "--generated",
      defaultValue = "25",
      paramLabel = "PERCENT",
      description = "How many of the programs are random ones. Default: ${DEFAULT-VALUE}.")
  int generated;

  @Option(
      names = "--calls",
      defaultValue = "10",
      paramLabel = "PERCENT",
      description =
          "How many of the programs call one function after another, in the surroundings of a program of an object; what is left are mutants. Default: ${DEFAULT-VALUE}.")
  int calls;

  @Option(
      names = "--jobs",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "How many kernels are asked at the same time; changes nothing but the time. Default: ${DEFAULT-VALUE}.")
  int jobs;

  @Option(
      names = "--run",
      description =
          "Also run what both accept, here and in the kernel, and look where that differs: what programs return, their context or packet, the contents of their maps. Needs a kernel in QEMU.")
  boolean runs;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Objects, and folders of them, whose programs are changed.")
  List<Path> objects = List.of();

  @Override
  public Integer call() throws IOException {
    PrintWriter text = spec.commandLine().getOut();
    Path consoles = Files.createDirectories(out.resolve("guests"));
    GuestSetup setup =
        ProductGuest.verifierSetup(image, HuntAgent.class, consoles)
            .with(new GuestHardware(1024, 1, List.of(), List.of(), GuestClock.HOST), List.of());
    List<GuestSeries> guests = new ArrayList<>();
    for (int i = 0; i < Math.max(1, jobs); i++) {
      guests.add(new GuestSeries(setup, Accelerator.here()));
    }
    try {
      return hunt(guests.stream().map(GuestKernel::new).toList(), text);
    } finally {
      guests.forEach(GuestSeries::close);
    }
  }

  private int hunt(List<GuestKernel> kernels, PrintWriter text) throws IOException {
    GuestKernel kernel = kernels.getFirst();
    String release = kernel.release();
    ApiProfile ours = ours(release);
    GuestKernel.Types types = kernel.types();
    RawProgramMaker maker = new RawProgramMaker(types);
    OwnVerifier own = new OwnVerifier(ours);
    HuntReport report = new HuntReport(out, identity(release, ours));
    RunReport runReport = new RunReport(out);
    List<MutantSource.Base> bases = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Path file : files()) {
      open(file, types, maker, bases, leftOut);
    }
    RealKernelPrograms generator = new RealKernelPrograms(ours, types.btf());
    MissingHelpers missing = missing(ours, bases, generator, maker, kernel);
    leftOut.addAll(missing.lines());
    Hunt first = new Hunt(own, kernel, maker, missing, true);
    List<MutantSource.Base> good = agreed(first, bases, report, leftOut);
    text.printf(
        "kernel %s, profile %s: %d programs to change, %d left out%n",
        release, ours.name(), good.size(), leftOut.size());
    Files.write(out.resolve("left-out"), leftOut);
    text.flush();
    HuntSource random = new GeneratedSource(seed, generator, maker);
    Sources sources =
        good.isEmpty()
            ? new Sources(random, random, random)
            : new Sources(
                random, new CallSource(seed, good, ours, types), new MutantSource(seed, good));
    report.save(report.next());
    try (HuntTeam<Hunter> team =
        new HuntTeam<>(
            kernels.stream()
                .map(
                    each ->
                        new Hunter(
                            new Hunt(own, each, maker, missing, false),
                            new RunHunt(ours, each, maker)))
                .toList())) {
      run(team, report, runReport, sources, text);
    }
    text.print(report.summary());
    if (runs) {
      text.print(runReport.summary());
    }
    text.flush();
    return report.grave() == 0 && runReport.differ() == 0 ? 0 : 1;
  }

  private static MissingHelpers missing(
      ApiProfile profile,
      List<MutantSource.Base> bases,
      RealKernelPrograms generator,
      RawProgramMaker maker,
      GuestKernel kernel) {
    List<MissingHelpers.Sample> samples = new ArrayList<>();
    bases.forEach(base -> samples.add(new MissingHelpers.Sample(base.program(), base.kernel())));
    LinkedProgram random = generator.any();
    samples.add(new MissingHelpers.Sample(random, maker.make(random)));
    return MissingHelpers.ask(profile, samples, kernel::ask);
  }

  private record Sources(HuntSource random, HuntSource calls, HuntSource mutants) {}

  /** The source of a batch: sources take turns, each as often as requested. */
  private HuntSource source(Sources sources, long number) {
    long place = number * TURN % 100;
    if (place < generated) {
      return sources.random;
    }
    return place < generated + calls ? sources.calls : sources.mutants;
  }

  /** What asks a kernel, and what has it run programs. */
  private record Hunter(Hunt hunt, RunHunt runs) {}

  /** What was found in a batch. */
  private record Found(List<Hunt.Outcome> outcomes, List<RunHunt.Outcome> runs) {}

  private Found find(Hunter hunter, Sources sources, long number) {
    List<Hunt.Outcome> outcomes = hunter.hunt().ask(source(sources, number).batch(number, BATCH));
    if (!runs) {
      return new Found(outcomes, List.of());
    }
    List<HuntCase> accepted =
        outcomes.stream().filter(Hunt.Outcome::isAccepted).map(Hunt.Outcome::hunted).toList();
    return new Found(outcomes, hunter.runs().run(accepted));
  }

  private void run(
      HuntTeam<Hunter> team,
      HuntReport report,
      RunReport runReport,
      Sources sources,
      PrintWriter text)
      throws IOException {
    if (report.compared() >= count) {
      return;
    }
    team.run(
        report.next(),
        (hunter, number) -> find(hunter, sources, number),
        (number, found) -> {
          for (Hunt.Outcome outcome : found.outcomes()) {
            if (report.count(outcome)) {
              boolean shrinks =
                  outcome.agreement().isGrave() && outcome.agreement() != Agreement.KILLS;
              report.example(
                  outcome, shrinks ? team.any(hunter -> hunter.hunt().simplest(outcome)) : outcome);
            }
          }
          for (RunHunt.Outcome outcome : found.runs()) {
            if (runReport.count(outcome)) {
              runReport.example(team.any(hunter -> hunter.runs().simplest(outcome)));
            }
          }
          report.save(number + 1);
          runReport.save();
          text.printf("%d compared, %d verdicts differ", report.compared(), report.grave());
          if (runs) {
            text.printf("; %d run, %d differ", runReport.compared(), runReport.differ());
          }
          text.println();
          text.flush();
          return report.compared() < count;
        });
  }

  private ApiProfile ours(String release) {
    ApiProfile newest = profile == null ? MachineProfile.of(release) : KernelNames.profile(profile);
    if (without.isEmpty() && with.isEmpty()) {
      return newest;
    }
    ApiProfile.Builder b =
        newest.toBuilder(
            newest.name() + names(" without ", without) + names(" with ", with),
            newest.description());
    without.forEach(rule -> b.rule(rule, false));
    with.forEach(rule -> b.rule(rule, true));
    return b.build();
  }

  private static String names(String word, Set<VerifierRule> rules) {
    return rules.isEmpty()
        ? ""
        : word + rules.stream().map(VerifierRule::name).sorted().collect(Collectors.joining(","));
  }

  private Map<String, String> identity(String release, ApiProfile ours) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("kernel", release);
    identity.put("profile", ours.name());
    identity.put("seed", String.valueOf(seed));
    identity.put("generated", String.valueOf(generated));
    identity.put("calls", String.valueOf(calls));
    return identity;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path object : objects) {
      if (Files.isDirectory(object)) {
        try (Stream<Path> all = Files.walk(object)) {
          all.filter(file -> file.toString().endsWith(FixName.SUFFIX)).sorted().forEach(files::add);
        }
      } else {
        files.add(object);
      }
    }
    return files;
  }

  private static void open(
      Path file,
      GuestKernel.Types types,
      RawProgramMaker maker,
      List<MutantSource.Base> bases,
      List<String> leftOut)
      throws IOException {
    LinkedObject object;
    try {
      object = BpfObject.open(file.toString(), Files.readAllBytes(file)).link(types.btf());
    } catch (BpfException e) {
      leftOut.add(file + ": " + e.getMessage());
      return;
    }
    object.failures().forEach((name, e) -> leftOut.add(file + " " + name + ": " + e.getMessage()));
    for (LinkedProgram program : object.programs()) {
      String name = file.getFileName() + "/" + program.name();
      try {
        bases.add(new MutantSource.Base(name, program, maker.make(program)));
      } catch (BpfException e) {
        leftOut.add(name + ": " + e.getMessage());
      }
    }
  }

  /** Programs with equal verdicts when unmodified; others are findings themselves. */
  private static List<MutantSource.Base> agreed(
      Hunt hunt, List<MutantSource.Base> bases, HuntReport report, List<String> leftOut)
      throws IOException {
    List<MutantSource.Base> agreed = new ArrayList<>();
    List<Hunt.Outcome> outcomes =
        hunt.ask(bases.stream().map(MutantSource.Base::unchanged).toList());
    for (int i = 0; i < bases.size(); i++) {
      Hunt.Outcome outcome = outcomes.get(i);
      if (report.next() == 0 && report.count(outcome)) {
        report.example(outcome, outcome);
      }
      boolean isGood =
          switch (outcome.agreement()) {
            case SAME, COUNT, LINE, ERROR -> outcome.ours().answer().processed() < SLOW_BASE;
            default -> false;
          };
      if (isGood) {
        agreed.add(bases.get(i));
      } else {
        leftOut.add(
            "%s: %s: %s, kernel %s"
                .formatted(
                    bases.get(i).name(),
                    outcome.agreement(),
                    outcome.ours().answer().text(),
                    outcome.theirs()));
      }
    }
    return agreed;
  }
}
