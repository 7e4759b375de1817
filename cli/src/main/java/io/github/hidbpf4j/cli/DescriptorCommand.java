package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorSummary;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
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
      "FILE is a recording, the bytes themselves (as sysfs has them), or hex digits.",
    })
final class DescriptorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Recording (.hid), binary descriptor or hex text.")
  Path file;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    byte[] bytes = InputFiles.read(file);
    PrintWriter out = spec.commandLine().getOut();
    if (looksLikeRecording(bytes)) {
      List<RecordedDevice> devices = RecordingContents.scan(file).devices();
      for (RecordedDevice d : devices) {
        print(out, d.toString(), d.descriptor());
      }
    } else {
      print(out, file.toString(), fromText(bytes));
    }
    out.flush();
    return Errors.FINE;
  }

  private static boolean looksLikeRecording(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.lines().limit(10_000).anyMatch(l -> l.startsWith("R: "));
  }

  /** The bytes that hex text stands for; other content is taken as it is. */
  private byte[] fromText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String digits = text.replaceAll("0[xX]", "").replaceAll("[,\\s]", "");
    if (digits.matches("(?:[0-9a-fA-F]{2})*+")) {
      return HexFormat.of().parseHex(digits);
    }
    if (digits.matches("[0-9a-fA-FxX]*+")) {
      throw new HidException(
          file
              + ": looks like hex, but its digits do not come in pairs: expected 05 01 or 0x05, 0x01");
    }
    return bytes;
  }

  private void print(PrintWriter out, String name, byte[] descriptor) {
    ReportDescriptor parsed;
    try {
      parsed = ReportDescriptor.parse(descriptor);
    } catch (DescriptorException e) {
      DescriptorPrinter.print(descriptor).forEach(out::println);
      out.flush();
      throw new HidException(name + ": " + e.getMessage(), e);
    }
    if (json) {
      new JsonLines(out)
          .object(
              o -> {
                o.writeStringField("name", name);
                o.writeStringField("rdesc", Hex.plain(descriptor));
                o.writeArrayFieldStart("reports");
                for (var r : parsed.reports()) {
                  o.writeStartObject();
                  o.writeStringField("type", r.type().text());
                  o.writeNumberField("id", r.id());
                  o.writeNumberField("length", r.length());
                  o.writeNumberField("fields", r.fields().size());
                  o.writeEndObject();
                }
                o.writeEndArray();
                JsonLines.strings(
                    o, "warnings", parsed.warnings().stream().map(Object::toString).toList());
              });
      return;
    }
    out.println("# " + name);
    DescriptorPrinter.print(descriptor).forEach(out::println);
    out.println();
    DescriptorSummary.of(parsed).forEach(out::println);
    parsed.warnings().forEach(w -> out.println("warning: " + w));
  }
}
