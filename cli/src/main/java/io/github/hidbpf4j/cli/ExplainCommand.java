package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.conduct.ConductReader;
import io.github.hidbpf4j.kernel.conduct.ProgramConduct;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Describes what HID-BPF objects do, without running them: which reports and bytes each "
          + "program reads and changes, what it drops, injects, defers and requests from the "
          + "device, and which kernels load it.",
      "It knows what the verifier knows. With --device bytes have the names of their fields.",
    })
final class ExplainCommand implements Callable<Integer> {
  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(paramLabel = "OBJECT", arity = "1..*", description = "HID-BPF objects (.bpf.o).")
  List<Path> objects;

  @Mixin DeviceDescriptors device = new DeviceDescriptors();

  @Option(names = "--json", description = "Print one JSON object per object and line.")
  boolean json;

  @Mixin KernelOptions kernel = new KernelOptions();

  @Override
  public Integer call() throws IOException {
    InputFiles.onlyOneStandardInput(objects);
    PrintWriter out = json ? console.out() : LineFolding.onTerminal(console.out());
    JsonLines lines = JsonLines.begin(out, JsonFormat.EXPLAIN);
    int code = Errors.FINE;
    for (Path file : objects) {
      BpfObject object = InputFiles.object(file);
      List<ReportDescriptor> devices = device.of(object, console.err());
      ReportDescriptor descriptor = devices.isEmpty() ? null : devices.getFirst();
      List<ProgramVerdict> refused = new ArrayList<>();
      List<ProgramConduct> programs = read(object, descriptor, refused);
      ObjectExplanation explanation = new ObjectExplanation(object, descriptor, programs, refused);
      if (json) {
        lines.object("object", o -> ExplainJson.write(o, explanation));
      } else {
        ExplainText.lines(explanation).forEach(line -> out.println(Hex.printable(line)));
      }
      code = refused.isEmpty() ? code : Errors.REJECTED;
    }
    out.flush();
    return code;
  }

  private List<ProgramConduct> read(
      BpfObject object, @Nullable ReportDescriptor descriptor, List<ProgramVerdict> refused)
      throws IOException {
    ApiProfile profile = kernel.profile(List.of(object));
    Set<String> wanted = LoadPlan.of(object, Set.of()).programs();
    List<AnalyzedProgram> accepted = new ArrayList<>();
    ObjectVerification.verify(
            object,
            profile,
            kernel.anyTypes(profile),
            VerificationOptions.DEFAULT,
            wanted::contains,
            paths -> accepted.add(new AnalyzedProgram(paths)))
        .stream()
        .filter(v -> !v.accepted())
        .forEach(refused::add);
    return ConductReader.read(object, accepted, ids(descriptor));
  }

  private static ReportIds ids(@Nullable ReportDescriptor descriptor) {
    return descriptor != null && descriptor.isNumbered(ReportType.INPUT)
        ? ReportIds.of(descriptor.reports(ReportType.INPUT).stream().map(ReportLayout::id).toList())
        : ReportIds.ALL;
  }
}
