package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorSummary;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.rules.HidRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf descriptor}. */
@Command(
    name = "descriptor",
    mixinStandardHelpOptions = true,
    description = {
      "Decodes a report descriptor as the kernel reads it, item by item, and lists its reports.",
      "FILE is a recording (of hid-recorder or libinput), the bytes themselves (as sysfs has them), hex digits, C source with arrays of bytes, or - for standard input.",
    })
final class DescriptorCommand implements Callable<Integer> {
  /** How many items are shown before a malformed one. */
  private static final int MOST_BEFORE_ERROR = 50;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Recording, binary descriptor, hex or C.")
  Path file;

  @Option(
      names = "--json",
      description =
          "Print one JSON object per line: items, collections, reports, fields (docs/json.md).")
  boolean json;

  @Option(
      names = "--input",
      description =
          "Show the input devices that Linux creates for it, with their capabilities, as evtest would; for devices that hid-generic or hid-multitouch drives.")
  boolean input;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "Show how the input devices of this descriptor differ; implies --input.")
  @Nullable Path compared;

  @Option(
      names = "--fixup",
      paramLabel = "OBJECT",
      description =
          "Show how this HID-BPF object's descriptor fixup changes the input devices; FILE is a "
              + "recording. Implies --input.")
  @Nullable Path fixup;

  @Option(
      names = "--edit",
      paramLabel = "LISTING",
      description =
          "Read an edited listing of FILE's descriptor, as this command prints it, and show the "
              + "result: the difference, the bytes, a C array, a program for hid_rdesc_fixup "
              + "(docs/descriptor-edit.md). Refuses what the kernel would refuse.")
  @Nullable Path edited;

  @Option(
      names = "--as",
      paramLabel = "all|diff|hex|c|program",
      description = "With --edit: print only this. Default: all.")
  @Nullable String form;

  @Option(
      names = "--check",
      description =
          "Say whether the kernel accepts the descriptor, or which item it refuses; with --edit, "
              + "before and after. Exits with 1 if it does not accept it.")
  boolean check;

  @Option(
      names = "--kernel",
      paramLabel = "6.12|7.3",
      description =
          "The kernel whose rules apply to input devices (measured: 6.12 and 7.3). Default: 6.12.")
  String kernel = "6.12";

  @Override
  public Integer call() throws IOException {
    PrintWriter direct = spec.commandLine().getOut();
    PrintWriter out = json ? direct : LineFolding.onTerminal(direct);
    JsonLines lines = JsonLines.begin(out, JsonFormat.DESCRIPTOR);
    List<DescriptorFile.Entry> entries = DescriptorFile.read(file);
    if (edited != null || check || form != null) {
      int code = edit(direct, entries);
      direct.flush();
      return code;
    }
    if (input || compared != null || fixup != null) {
      new DescriptorInput(
              out,
              lines,
              InputOptions.DEFAULT.withRules(rules().input(), rules().shortReports()),
              json)
          .print(entries, others(entries));
    } else {
      for (DescriptorFile.Entry entry : entries) {
        print(out, lines, entry.title(), entry.bytes());
      }
    }
    out.flush();
    return Errors.FINE;
  }

  private int edit(PrintWriter direct, List<DescriptorFile.Entry> entries) throws IOException {
    if (json || input || compared != null || fixup != null) {
      throw new Errors.UsageException(
          "--edit and --check cannot be combined with --json, --input, --compare or --fixup");
    }
    if (form != null && edited == null) {
      throw new Errors.UsageException("--as requires --edit");
    }
    DescriptorEditing editing = new DescriptorEditing(direct, spec.commandLine().getErr());
    DescriptorEditing.Form wanted = DescriptorEditing.Form.of(form == null ? "all" : form);
    int code = check ? editing.check(entries) : Errors.FINE;
    if (edited != null) {
      editing.edit(entries, edited, wanted, check);
    }
    return code;
  }

  /** The descriptors to compare with; empty for none. */
  private List<DescriptorFile.Entry> others(List<DescriptorFile.Entry> entries) throws IOException {
    if (compared != null && fixup != null) {
      throw new Errors.UsageException("--compare and --fixup cannot be combined");
    }
    if (compared != null) {
      return DescriptorFile.read(compared);
    }
    return fixup == null ? List.of() : fixedUp(fixup, entries);
  }

  private static List<DescriptorFile.Entry> fixedUp(Path object, List<DescriptorFile.Entry> entries)
      throws IOException {
    HidBpf fix = HidBpf.load(object);
    List<DescriptorFile.Entry> fixed = new ArrayList<>();
    for (DescriptorFile.Entry entry : entries) {
      RecordedDevice device = entry.device();
      if (device == null) {
        throw new HidException(
            entry.title() + ": --fixup needs a recording, which names the device");
      }
      RunResult result = fix.on(device, List.of()).run();
      String title =
          result.isAttached()
              ? object.toString()
              : object + ": " + result.attachments().getFirst().reason();
      fixed.add(new DescriptorFile.Entry(title, result.descriptorInUse(), device));
    }
    return fixed;
  }

  private HidCoreRules rules() {
    return HidRules.of(KernelNames.profile(kernel)).core();
  }

  private void print(PrintWriter out, JsonLines records, String name, byte[] descriptor) {
    ReportDescriptor parsed;
    try {
      parsed = ReportDescriptor.parse(descriptor);
    } catch (DescriptorException e) {
      if (!json) {
        List<String> lines = DescriptorPrinter.printUpTo(descriptor, e.offset());
        int skipped = Math.max(0, lines.size() - MOST_BEFORE_ERROR);
        if (skipped > 0) {
          out.println("  … " + skipped + " items");
        }
        lines.subList(skipped, lines.size()).forEach(out::println);
      }
      out.flush();
      throw new HidException(name + ": " + e.getMessage(), e);
    }
    if (json) {
      records.object("descriptor", o -> DescriptorJson.write(o, name, parsed));
      return;
    }
    out.println("# " + Hex.printable(name));
    DescriptorPrinter.print(descriptor).forEach(out::println);
    out.println();
    DescriptorSummary.of(parsed).forEach(out::println);
    parsed.warnings().forEach(w -> out.println("warning: " + w));
  }
}
