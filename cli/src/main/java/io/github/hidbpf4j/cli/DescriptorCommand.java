package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorSummary;
import io.github.hidbpf4j.hid.descriptor.DescriptorText;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
  /** Items that are shown before one that is wrong. */
  private static final int MOST_BEFORE_ERROR = 50;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Recording, binary descriptor, hex or C.")
  Path file;

  @Option(
      names = "--json",
      description =
          "Print a JSON object a line: items, collections, reports, fields (docs/descriptor-json.md).")
  boolean json;

  @Override
  public Integer call() throws IOException {
    byte[] bytes = InputFile.read(file);
    String name = InputFile.name(file);
    PrintWriter out = spec.commandLine().getOut();
    if (RecordingReader.isRecording(bytes)) {
      for (RecordedDevice d : devices(name, bytes)) {
        print(out, d.toString(), d.descriptor());
      }
    } else if (!isText(bytes)) {
      print(out, name, bytes);
    } else {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (DescriptorText.hasArrays(text)) {
        for (DescriptorText.Array array : DescriptorText.arrays(name, text)) {
          print(out, array.name().isEmpty() ? name : name + ": " + array.name(), array.bytes());
        }
      } else {
        print(out, name, DescriptorText.parse(name, text));
      }
    }
    out.flush();
    return Errors.FINE;
  }

  private static List<RecordedDevice> devices(String name, byte[] bytes) throws IOException {
    try (RecordingReader reader = new RecordingReader(name, new ByteArrayInputStream(bytes))) {
      RecordedEntry entry = reader.nextEntry();
      while (entry != null) {
        entry = reader.nextEntry();
      }
      return reader.devices();
    }
  }

  /** Descriptors begin with items that no text has: the bytes of their prefixes are controls. */
  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return false;
      }
    }
    return true;
  }

  private void print(PrintWriter out, String name, byte[] descriptor) {
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
      new JsonLines(out).object(o -> DescriptorJson.write(o, name, parsed));
      return;
    }
    out.println("# " + Hex.printable(name));
    DescriptorPrinter.print(descriptor).forEach(out::println);
    out.println();
    DescriptorSummary.of(parsed).forEach(out::println);
    parsed.warnings().forEach(w -> out.println("warning: " + w));
  }
}
