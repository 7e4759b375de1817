package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import io.github.hidbpf4j.kernel.verify.ProgramVerification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies every program of an object as the kernel would. For a rejected one, prints a line with the source line, what was found, what was expected and what to do; then the verifier's log.",
      "Exits with 0 if all programs are accepted, with 1 if one is rejected or there is none to verify, with 2 if an object is malformed.",
      "Optional programs (SEC(\"?...\"), or of optional struct_ops maps only) are skipped unless --optional or --program names them.",
      "--kernel also takes several profiles, separated by commas, a range as 6.11..7.3, all (released kernels) or rfc (the proposals); it then prints a matrix of verdicts with reasons.",
      "No program is run or attached.",
    })
final class VerifyCommand implements Callable<Integer> {
  Console console = Console.ofProcess();
  private final VerifyHints hints = new VerifyHints();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(
      paramLabel = "OBJECT",
      arity = "0..*",
      description =
          "HID-BPF objects (.bpf.o), or directories of them: of 0010-X.bpf.o and 0020-X.bpf.o the highest that loads is taken. With --raw: instructions as hexadecimal digits, 16 for each, or a file of them, or - for standard input.")
  List<String> inputs = List.of();

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "Only this program; may be repeated.")
  List<String> only = List.of();

  @Mixin OptionalOption optional = new OptionalOption();

  @Mixin FailOption failOption = new FailOption();

  @Option(names = "--json", description = "Print one JSON object per line.")
  boolean json;

  @Option(
      names = "--lowest",
      description =
          "Print only the oldest kernel of --kernel (all if not given) that loads the object.")
  boolean lowest;

  @Option(
      names = "--range",
      description = "Print only which kernels of --kernel (all if not given) load the object.")
  boolean range;

  @Option(
      names = "--log-level",
      paramLabel = "N",
      description =
          "The kernel's log_level: 0 nothing, 1 the failing path, 2 every path; plus 4 for statistics. Default: 1 for rejected programs, 0 for accepted ones.")
  @Nullable Integer logLevel;

  @Option(
      names = "--log-size",
      paramLabel = "BYTES",
      description =
          "Keep at most this much of a log, from its end. Default: 16 MiB, as libbpf does.")
  int logSize = VerificationOptions.DEFAULT_LOG_LIMIT;

  @Option(
      names = "--strict-alignment",
      description = "Refuse misaligned accesses (BPF_F_STRICT_ALIGNMENT).")
  boolean strictAlignment;

  @Option(
      names = "--test-state-freq",
      description = "Keep a state at every prune point (BPF_F_TEST_STATE_FREQ).")
  boolean testStateFreq;

  @Option(
      names = "--test-reg-invariants",
      description = "Contradictory bounds are an error (BPF_F_TEST_REG_INVARIANTS).")
  boolean testRegInvariants;

  @Option(
      names = "--here",
      description =
          "Ask the running kernel as well: loads each program, attaches nothing, and prints its verdict beside ours, which is that of the nearest profile with the kernel's own types (--kernel here). Needs HID-BPF in the kernel, libbpf, and root. Exits with 1 if the kernel rejects a program, or if the two differ; then there is a report folder.")
  boolean here;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "With --here: write the report to this folder, which must not exist, even if nothing "
              + "differs. Default: hidbpf-report-OBJECT, if something does.")
  @Nullable Path report;

  @Option(
      names = "--raw",
      description =
          "Verify bare instructions. Calls of kfuncs name FUNC ids of the profile's BTF (hidbpf btf --raw), 64-bit loads with source 1 or 2 the number of a --map, from 0.")
  boolean raw;

  @ArgGroup(exclusive = false, heading = "%nBare instructions (--raw):%n")
  RawOptions rawOptions = new RawOptions();

  @Mixin KernelOptions kernel = new KernelOptions();

  /** The kernel that {@code --here} asks. */
  Supplier<KernelAsker> asker = KernelAsker::ofThisMachine;

  @Override
  public Integer call() throws IOException {
    check();
    if (here) {
      return here();
    }
    VerifyOutput output =
        json ? new VerifyJson(console.out(), logLevel) : new VerifyText(console.out(), logLevel);
    int exitCode = raw ? raw(output) : objects(output);
    output.end();
    return exitCode;
  }

  private void check() {
    Set<FindingKind> _ = failOption.kinds();
    if (inputs.isEmpty()) {
      throw usage(raw ? "--raw: no instructions" : "no object to verify");
    }
    if (logLevel != null && (logLevel < 0 || logLevel > 7)) {
      throw usage("--log-level " + logLevel + ": expected 0 to 7");
    }
    if (logSize < 128) {
      throw usage("--log-size " + logSize + ": expected at least 128");
    }
    InputFiles.onlyOneStandardInput(
        inputs.stream().filter(i -> i.equals("-")).map(Path::of).toList());
    if (lowest && range) {
      throw usage("--lowest and --range cannot be combined");
    }
    if (raw && (lowest || range)) {
      throw usage("--raw and --lowest or --range: bare instructions are not loaded as an object");
    }
    if (raw && !only.isEmpty()) {
      throw usage("--raw and --program: bare instructions have no names");
    }
    if (here && (raw || json || lowest || range || kernel.isGiven())) {
      throw usage(
          "--here cannot be combined with --raw, --json, --lowest, --range or options that "
              + "choose a kernel: it asks the running one");
    }
    if (report != null && !here) {
      throw usage("--report requires --here");
    }
    if (!raw && rawOptions.isGiven()) {
      throw usage("--type, --map, --sleepable, --license and --memory require --raw");
    }
  }

  private static Errors.UsageException usage(String message) {
    return new Errors.UsageException(message);
  }

  private VerificationOptions options() {
    int flags =
        (strictAlignment ? VerificationOptions.F_STRICT_ALIGNMENT : 0)
            | (testStateFreq ? VerificationOptions.F_TEST_STATE_FREQ : 0)
            | (testRegInvariants ? VerificationOptions.F_TEST_REG_INVARIANTS : 0);
    return new VerificationOptions(flags, logLevel == null ? 1 : logLevel, logSize);
  }

  private int objects(VerifyOutput output) throws IOException {
    int exitCode = Errors.FINE;
    for (String input : inputs) {
      Path file = Path.of(input);
      try {
        if (InputFiles.isDirectory(file)) {
          exitCode = Math.max(exitCode, directory(output, file));
          continue;
        }
        BpfObject object = InputFiles.object(file);
        checkNames(object);
        exitCode = Math.max(exitCode, verify(output, object));
      } catch (BpfException e) {
        // the other objects are verified all the same
        output.flush();
        exitCode = Errors.report(e, console.err());
      }
    }
    optional.check();
    return exitCode;
  }

  /** Also asks the running kernel. */
  private int here() throws IOException {
    kernel.kernel = KernelNames.HERE;
    VerifyHere asking =
        new VerifyHere(
            console, kernel, asker.get(), options(), logLevel == null ? 0 : logLevel, report);
    int exitCode = Errors.FINE;
    for (String input : inputs) {
      List<FixSet> fixes =
          InputFiles.fixes(List.of(Path.of(input)), e -> Errors.report(e, console.err()));
      for (BpfObject object : fixes.stream().flatMap(FixSet::objects).toList()) {
        checkNames(object);
        exitCode = Math.max(exitCode, asking.verify(object, wanted(object)));
      }
    }
    optional.check();
    return exitCode;
  }

  private void checkNames(BpfObject object) {
    List<String> names = object.programs().stream().map(ProgramSpec::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw usage(
            "--program %s: %s has no program of this name, expected one of %s"
                .formatted(name, object.name(), String.join(", ", names)));
      }
    }
  }

  private int verify(VerifyOutput output, BpfObject object) throws IOException {
    KernelMatrix matrix = matrix(object, kernel.profiles(object, lowest || range));
    return Math.max(print(output, object, matrix), failOn(object.name(), matrix, output));
  }

  private KernelMatrix matrix(BpfObject object, List<ApiProfile> profiles) throws IOException {
    Map<ApiProfile, Btf> types = new IdentityHashMap<>();
    for (ApiProfile profile : profiles) {
      types.put(profile, kernel.anyTypes(profile));
    }
    boolean hinted =
        only.isEmpty()
            && logLevel == null
            && !json
            && !lowest
            && !range
            && VerifyHints.isFor(object);
    return ObjectVerification.verify(
        object,
        profiles,
        p -> Objects.requireNonNull(types.get(p)),
        options(),
        wanted(object),
        hinted ? hints : (_, _) -> {});
  }

  private Predicate<String> wanted(BpfObject object) {
    LoadPlan plan = LoadPlan.of(object, optional.of(List.of(object)));
    return name -> (only.isEmpty() ? plan.programs() : only).contains(name);
  }

  private int print(VerifyOutput output, BpfObject object, KernelMatrix matrix) throws IOException {
    if (lowest || range) {
      return answer(output, object, matrix);
    }
    output.object(object.name(), ObjectProfile.of(object).name(), matrix);
    if (only.isEmpty()) {
      LoadPlan plan = LoadPlan.of(object, optional.of(List.of(object)));
      object.programs().stream()
          .filter(p -> !plan.programs().contains(p.name()))
          .forEach(p -> output.leftOut(object.name(), p, LoadPlan.requestFor(object, p)));
    }
    boolean accepted = matrix.refusing().isEmpty();
    if (matrix.programs().isEmpty()) {
      output.flush();
      console.err().printf("hidbpf: %s: no program to verify%n", object.name());
      accepted = false;
    }
    if (accepted) {
      Map<LintLevel, Long> found = hints.of(object, matrix);
      if (!found.isEmpty()) {
        output.hints(object.name(), found);
      }
    }
    return accepted ? Errors.FINE : Errors.REJECTED;
  }

  /**
   * Verifies all objects of a directory; each fix must have a version that loads on each kernel.
   */
  private int directory(VerifyOutput output, Path directory) throws IOException {
    int[] code = {Errors.FINE};
    FixSet fixes =
        FixSet.ofDirectory(
            directory.toString(),
            InputFiles.objectsIn(
                directory, e -> code[0] = Math.max(code[0], Errors.report(e, console.err()))));
    if (fixes.fixes().isEmpty()) {
      return code[0];
    }
    List<ApiProfile> profiles =
        kernel.profiles(KernelOptions.newest(fixes.objects().toList()), lowest || range);
    for (List<BpfObject> versions : fixes.fixes()) {
      Map<String, String> taken = new LinkedHashMap<>();
      profiles.forEach(p -> taken.put(p.name(), ""));
      for (BpfObject version : versions) {
        KernelMatrix matrix;
        try {
          matrix = matrix(version, profiles);
        } catch (BpfException e) {
          matrix = ObjectVerification.unlinkable(version, profiles, e, wanted(version));
        }
        int _ = print(output, version, matrix);
        code[0] = Math.max(code[0], failOn(version.name(), matrix, output));
        matrix
            .loading()
            .forEach(
                p ->
                    taken.computeIfPresent(
                        p, (_, has) -> has.isEmpty() ? FixSet.fileName(version) : has));
      }
      if (!lowest && !range) {
        output.fix(
            FixSet.nameOf(versions.getFirst()).stem(),
            versions.stream().map(FixSet::fileName).toList(),
            taken);
      }
      if (taken.values().stream().anyMatch(String::isEmpty)) {
        code[0] = Math.max(code[0], Errors.REJECTED);
      }
    }
    return code[0];
  }

  /** Prints the short answer that was requested: which kernels load the object. */
  private int answer(VerifyOutput output, BpfObject object, KernelMatrix matrix) {
    if (lowest) {
      output.answer(object.name(), matrix, matrix.lowest().stream().toList());
      return matrix.lowest().isPresent() ? Errors.FINE : Errors.REJECTED;
    }
    output.answer(object.name(), matrix, matrix.loading());
    return matrix.loading().isEmpty() ? Errors.REJECTED : Errors.FINE;
  }

  private int failOn(String name, KernelMatrix matrix, VerifyOutput output) {
    output.flush();
    if (lowest || range) {
      return Errors.FINE;
    }
    return failOption.code(
        name + ": ",
        matrix.kernels().stream()
            .flatMap(k -> k.verdicts().stream())
            .flatMap(v -> v.findings().stream())
            .toList(),
        console.err());
  }

  private int raw(VerifyOutput output) throws IOException {
    boolean accepted = true;
    int findings = Errors.FINE;
    boolean one = inputs.stream().allMatch(HexText::isHex);
    for (String input : one ? List.of(String.join(" ", inputs)) : inputs) {
      List<KernelMatrix.Kernel> kernels = new ArrayList<>();
      for (ApiProfile profile : rawOptions.profiles(kernel.profiles(null, false))) {
        ProgramVerdict verdict =
            ProgramVerification.verify(
                rawOptions.program(input, profile, kernel), profile, options(), Map.of());
        accepted &= verdict.accepted();
        kernels.add(new KernelMatrix.Kernel(profile.name(), List.of(verdict)));
      }
      KernelMatrix matrix = new KernelMatrix(kernels);
      String own = kernels.size() == 1 ? kernels.getFirst().profile() : "";
      output.object(RawOptions.nameOf(input), own, matrix);
      findings = Math.max(findings, failOn(RawOptions.nameOf(input), matrix, output));
    }
    if (findings > Errors.FINE) {
      return findings;
    }
    return accepted ? Errors.FINE : Errors.REJECTED;
  }
}
