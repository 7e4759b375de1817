package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.lint.Lint;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.lint.LintMessage;
import io.github.hidbpf4j.kernel.lint.LintRule;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf lint}. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Reports likely mistakes in HID-BPF objects that kernels load (docs/lint.md). Runs nothing.",
      "With --device it also knows the reports of the device that the object is for.",
      "Exits with 0 if nothing was found, with 1 if something was, with 2 if an object is malformed.",
      "A tag on a function or variable silences a rule there: __attribute__((btf_decl_tag(\"hidbpf-lint-ignore:RULE\"))).",
    })
final class LintCommand implements Callable<Integer> {
  private static final String ALL = "all";

  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(
      paramLabel = "OBJECT",
      arity = "0..*",
      description = "HID-BPF objects (.bpf.o), or directories of them.")
  List<Path> objects = List.of();

  @Mixin DeviceDescriptors device = new DeviceDescriptors();

  @Option(
      names = "--level",
      paramLabel = "error|warning|hint",
      description = "Report findings of this severity and above. Default: warning.")
  String level = "warning";

  @Option(
      names = "--ignore",
      paramLabel = "RULE,...",
      description = "Leave these rules, or kinds of findings, out. May be repeated.")
  List<String> ignored = List.of();

  @Option(
      names = "--explain",
      paramLabel = "RULE",
      description = "Explain a rule: what it finds, why, and what to do; all for all rules.")
  @Nullable String explain;

  @Option(names = "--json", description = "Print one JSON object per finding and line.")
  boolean json;

  @Mixin KernelOptions kernel = new KernelOptions();

  @Override
  public Integer call() throws IOException {
    if (explain != null) {
      explain(explain);
      return Errors.FINE;
    }
    if (objects.isEmpty()) {
      throw new Errors.UsageException("no object to lint");
    }
    LintLevel least = level(level);
    Set<String> left = ignored();
    InputFiles.onlyOneStandardInput(objects);
    JsonLines lines = JsonLines.begin(console.out(), JsonFormat.LINT);
    int[] code = {Errors.FINE};
    for (Path file : objects) {
      try {
        List<FixSet> fixes =
            InputFiles.fixes(
                List.of(file), e -> code[0] = Math.max(code[0], Errors.report(e, console.err())));
        for (BpfObject object : fixes.stream().flatMap(FixSet::objects).toList()) {
          code[0] = Math.max(code[0], lint(lines, object, least, left));
        }
      } catch (BpfException e) {
        // the other objects are checked all the same
        console.out().flush();
        code[0] = Math.max(code[0], Errors.report(e, console.err()));
      }
    }
    console.out().flush();
    return code[0];
  }

  private int lint(JsonLines lines, BpfObject object, LintLevel least, Set<String> left)
      throws IOException {
    int code = Errors.FINE;
    for (LintMessage message : messages(object)) {
      if (message.rule().level().reaches(least) && !left.contains(message.id())) {
        print(lines, object, message);
        code = Errors.REJECTED;
      }
    }
    return code;
  }

  /** Messages for all devices that the object may be for, each once. */
  private Set<LintMessage> messages(BpfObject object) throws IOException {
    ApiProfile profile = kernel.profile(List.of(object));
    Set<LintMessage> all = new LinkedHashSet<>();
    List<ReportDescriptor> devices = device.of(object, console.err());
    if (devices.isEmpty()) {
      all.addAll(Lint.of(object, profile, kernel.anyTypes(profile), null));
    }
    for (ReportDescriptor descriptor : devices) {
      all.addAll(Lint.of(object, profile, kernel.anyTypes(profile), descriptor));
    }
    return all;
  }

  // ---- output

  private void print(JsonLines lines, BpfObject object, LintMessage m) {
    if (json) {
      lines.object(
          "message",
          o -> {
            o.writeStringField("object", object.name());
            o.writeStringField("rule", m.id());
            o.writeStringField("level", m.rule().level().id());
            o.writeStringField("program", m.program());
            if (!m.file().isEmpty()) {
              o.writeStringField("file", m.file());
              o.writeNumberField("line", m.line());
            }
            o.writeStringField("message", m.text());
            o.writeStringField("advice", m.rule().advice());
          });
      return;
    }
    String where = m.where().isEmpty() ? object.name() + ": " : m.where();
    console
        .out()
        .println(
            Hex.printable(
                "%s%s: %s: %s%s [%s]"
                    .formatted(
                        where,
                        m.rule().level().id(),
                        m.program(),
                        m.text(),
                        isAdvised(m.rule()) ? "" : "; to do: " + m.rule().advice(),
                        m.id())));
  }

  /** Whether the rule's messages themselves say what to do. */
  private static boolean isAdvised(LintRule rule) {
    return rule == LintRule.FINDING || rule == LintRule.WRONG_SLOT || rule == LintRule.REFUSED;
  }

  private void explain(String id) {
    PrintWriter out = LineFolding.onTerminal(console.out());
    List<LintRule> rules =
        id.equals(ALL)
            ? List.of(LintRule.values())
            : List.of(LintRule.find(id).orElseThrow(() -> noRule("--explain", id)));
    for (LintRule rule : rules) {
      out.printf("%s (%s)%n", rule.id(), rule.level().id());
      out.println("  found    " + rule.title());
      out.println("  why      " + rule.explanation());
      out.println("  to do    " + rule.advice());
      if (rule.needsDevice()) {
        out.println("  needs    --device");
      }
    }
    out.flush();
  }

  // ---- options

  private static LintLevel level(String name) {
    return Arrays.stream(LintLevel.values())
        .filter(l -> l.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Errors.UsageException(
                    "--level %s: expected error, warning or hint".formatted(name)));
  }

  private Set<String> ignored() {
    Set<String> ids = new LinkedHashSet<>();
    for (String list : ignored) {
      for (String id : list.split(",", -1)) {
        if (known().noneMatch(id::equals)) {
          throw noRule("--ignore", id);
        }
        ids.add(id);
      }
    }
    return ids;
  }

  /** Names of the rules, and of findings that lint reports. */
  private static Stream<String> known() {
    return Stream.concat(
            Arrays.stream(LintRule.values()).filter(r -> r != LintRule.FINDING).map(LintRule::id),
            Arrays.stream(FindingKind.values()).map(FindingKind::id))
        .distinct();
  }

  private static Errors.UsageException noRule(String option, String id) {
    return new Errors.UsageException(
        "%s %s: no such rule, expected one of %s"
            .formatted(
                option,
                id,
                option.equals("--explain")
                    ? Arrays.stream(LintRule.values())
                        .map(LintRule::id)
                        .collect(Collectors.joining(", "))
                    : known().collect(Collectors.joining(", "))));
  }
}
