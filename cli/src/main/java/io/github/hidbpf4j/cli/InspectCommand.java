package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import io.github.hidbpf4j.kernel.parsed.DescriptorVariable;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Shows the contents of HID-BPF objects: supported devices, programs, maps, global variables, and which kernels load them. Runs nothing.")
final class InspectCommand implements Callable<Integer> {
  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(
      paramLabel = "OBJECT",
      arity = "1..*",
      description = "HID-BPF objects (.bpf.o), or directories of them.")
  List<Path> objects;

  @Option(
      names = "--json",
      description = "Print one JSON object per line, with udev-hid-bpf's field names.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = console.out();
    InputFiles.onlyOneStandardInput(objects);
    JsonLines lines = JsonLines.begin(out, JsonFormat.INSPECT);
    int[] code = {Errors.FINE};
    for (FixSet fixes :
        InputFiles.fixes(
            objects, e -> code[0] = Math.max(code[0], Errors.report(e, console.err())))) {
      for (List<BpfObject> versions : fixes.fixes()) {
        for (int i = 0; i < versions.size(); i++) {
          BpfObject object = versions.get(i);
          int order = fixes.directory() ? i + 1 : 0;
          if (json) {
            lines.object("object", o -> json(o, object, order));
          } else {
            text(out, object, order, versions.size());
          }
        }
      }
    }
    out.flush();
    return code[0];
  }

  /**
   * @param order position among the versions of a fix, from 1; 0 if it is not a version
   */
  private static void json(JsonGenerator o, BpfObject object, int order) throws IOException {
    o.writeStringField("filename", FixSet.fileName(object));
    if (order > 0) {
      FixName name = FixSet.nameOf(object);
      o.writeStringField("stem", name.stem());
      o.writeStringField("number", name.number());
      o.writeNumberField("order", order);
    }
    o.writeStringField("license", object.license());
    o.writeStringField("kernel", ObjectProfile.of(object).name());
    kernels(o, object);
    o.writeArrayFieldStart("devices");
    for (DeviceMatch d : DeviceMatch.of(object.btf().orElse(null))) {
      o.writeStartObject();
      o.writeStringField("bus", "0x%04X".formatted(d.bus()));
      o.writeStringField("group", "0x%04X".formatted(d.group()));
      o.writeStringField("vid", "0x%04X".formatted(d.vendor()));
      o.writeStringField("pid", "0x%04X".formatted(d.product()));
      o.writeEndObject();
    }
    o.writeEndArray();
    LoadPlan plan = LoadPlan.of(object, Set.of());
    o.writeArrayFieldStart("programs");
    for (ProgramSpec p : object.programs()) {
      o.writeStartObject();
      o.writeStringField("name", p.name());
      o.writeStringField("section", p.section());
      o.writeStringField("type", p.type().name().toLowerCase(Locale.ROOT));
      o.writeBooleanField("sleepable", p.sleepable());
      o.writeNumberField("instructions", p.slots());
      o.writeBooleanField("optional", !plan.programs().contains(p.name()));
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeArrayFieldStart("maps");
    for (MapSpec m : object.maps()) {
      o.writeStartObject();
      o.writeStringField("name", m.name());
      o.writeStringField("type", m.type().name().toLowerCase(Locale.ROOT));
      o.writeNumberField("key_size", m.keySize());
      o.writeNumberField("value_size", m.valueSize());
      o.writeNumberField("max_entries", m.maxEntries());
      o.writeNumberField("flags", m.flags());
      o.writeBooleanField("optional", !plan.maps().contains(m.name()));
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeArrayFieldStart("udev_properties");
    for (UdevProperties.Declared p : UdevProperties.of(object)) {
      o.writeStartObject();
      o.writeStringField("name", p.name());
      o.writeNumberField("size", p.size());
      o.writeBooleanField("readonly", p.readOnly());
      o.writeBooleanField("map", p.map());
      o.writeEndObject();
    }
    o.writeEndArray();
    Optional<DescriptorVariable> descriptor = DescriptorVariable.of(object);
    if (descriptor.isPresent()) {
      o.writeNumberField("report_descriptor_size", descriptor.get().size());
      o.writeStringField("report_descriptor_misfit", descriptor.get().misfit());
    }
    o.writeArrayFieldStart("variables");
    for (DataVariable v : object.variables()) {
      o.writeStartObject();
      o.writeStringField("name", v.name());
      o.writeStringField("map", v.map());
      o.writeNumberField("size", v.size());
      o.writeEndObject();
    }
    o.writeEndArray();
  }

  /** The released kernels that load the object. */
  private static void kernels(JsonGenerator o, BpfObject object) throws IOException {
    if (!LoadingKernels.concerns(object)) {
      return;
    }
    try {
      KernelMatrix matrix = LoadingKernels.of(object);
      JsonLines.strings(o, "loading_kernels", matrix.loading());
      o.writeStringField("kernel_range", ProfileRanges.text(matrix.loading()));
    } catch (BpfException e) {
      JsonLines.strings(o, "loading_kernels", List.of());
      o.writeStringField("kernel_range", "");
    }
  }

  private static String loads(BpfObject object) {
    try {
      KernelMatrix matrix = LoadingKernels.of(object);
      return matrix.loading().isEmpty()
          ? "loads on none of %s: hidbpf verify --kernel all says why"
              .formatted(ProfileRanges.text(matrix.refusing()))
          : "loads on %s".formatted(ProfileRanges.text(matrix.loading()));
    } catch (BpfException e) {
      return "loads on none: " + e.getMessage();
    }
  }

  private static void text(PrintWriter out, BpfObject object, int order, int versions) {
    line(
        out,
        String.format(
            "%s: licence %s, for kernel profile %s",
            object.name(), object.license(), ObjectProfile.of(object).name()));
    if (LoadingKernels.concerns(object)) {
      line(out, "  kernels    " + loads(object));
    }
    if (order > 0) {
      FixName name = FixSet.nameOf(object);
      line(
          out,
          String.format(
              "  version    %s of %s, tried %s of %s; the first that loads is used",
              name.number().isEmpty() ? "without number" : name.number(),
              name.stem(),
              order == 1 ? "first" : "as number " + order,
              versions));
    }
    List<DeviceMatch> devices = DeviceMatch.of(object.btf().orElse(null));
    line(
        out,
        String.format(
            "  devices    %s",
            devices.isEmpty()
                ? "(no HID_BPF_CONFIG)"
                : devices.stream().map(DeviceMatch::modalias).collect(Collectors.joining(", "))));
    LoadPlan plan = LoadPlan.of(object, Set.of());
    for (ProgramSpec p : object.programs()) {
      line(
          out,
          String.format(
              "  program    %-28s %-34s %s instructions%s",
              p.name(),
              p.section(),
              p.slots(),
              optional(plan.programs(), p.name(), LoadPlan.requestFor(object, p))));
    }
    for (MapSpec m : object.maps()) {
      line(
          out,
          String.format(
              "  map        %-28s %-34s key %s, value %s, entries %s%s%s",
              m.name(),
              m.type().name().toLowerCase(Locale.ROOT)
                  + (m.flags() == 0 ? "" : " flags 0x" + Integer.toHexString(m.flags())),
              m.keySize(),
              m.valueSize(),
              m.maxEntries(),
              optional(plan.maps(), m.name(), m.name()),
              structOps(m)));
    }
    for (UdevProperties.Declared p : UdevProperties.of(object)) {
      line(
          out,
          String.format(
              "  property   %-28s %-34s %s bytes",
              p.name(), p.map() ? "given and set" : p.readOnly() ? "constant" : "given", p.size()));
    }
    DescriptorVariable.of(object)
        .map(DescriptorVariable::misfit)
        .filter(misfit -> !misfit.isEmpty())
        .ifPresent(misfit -> line(out, "  misfit     " + misfit));
    for (DataVariable v : object.variables()) {
      line(out, String.format("  variable   %-28s %-34s %s bytes", v.name(), v.map(), v.size()));
    }
  }

  /** Prints a line in which names of the object may hold any characters. */
  private static void line(PrintWriter out, String text) {
    out.println(Hex.printable(text));
  }

  private static String optional(Set<String> there, String name, String request) {
    return there.contains(name) ? "" : ", optional (--optional " + request + ")";
  }

  private static String structOps(MapSpec map) {
    MapSpec.StructOps ops = map.structOps();
    return ops == null
        ? ""
        : "; "
            + ops.typeName()
            + ": "
            + ops.programs().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining(", "));
  }
}
