package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DecodedItem;
import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorEdit;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code descriptor --edit} and {@code --check}. */
final class DescriptorEditing {
  /** What is printed of an edited descriptor. */
  enum Form {
    /** All of the forms below. */
    ALL,
    /** The difference, item by item. */
    DIFF,
    /** The bytes in hex. */
    HEX,
    /** The bytes as a C array. */
    C,
    /** A program that makes the change. */
    PROGRAM;

    static Form of(String name) {
      for (Form form : values()) {
        if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
          return form;
        }
      }
      throw new Errors.UsageException(
          "--as %s: expected all, diff, hex, c or program".formatted(name));
    }
  }

  private final PrintWriter out;
  private final PrintWriter err;

  DescriptorEditing(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  // ---- check

  /** Prints for each descriptor whether the kernel accepts it; returns 1 if it rejects one. */
  int check(List<DescriptorFile.Entry> entries) {
    int code = Errors.FINE;
    for (DescriptorFile.Entry entry : entries) {
      code = Math.max(code, check(entry.title(), entry.bytes()));
    }
    return code;
  }

  private int check(String title, byte[] bytes) {
    try {
      ReportDescriptor parsed = ReportDescriptor.parse(bytes);
      out.println(
          Hex.printable(
              "%s: the kernel accepts it: %d bytes, %d items, %d reports"
                  .formatted(title, bytes.length, parsed.items().size(), parsed.reports().size())));
      parsed.warnings().forEach(w -> out.println("  warning: " + w));
      return Errors.FINE;
    } catch (DescriptorException e) {
      String item =
          DecodedItem.of(bytes).stream()
              .filter(d -> d.item().offset() == e.offset())
              .map(DecodedItem::text)
              .findFirst()
              .orElse("not a whole item");
      out.println(
          Hex.printable(
              "%s: the kernel refuses it: %s [%s]".formatted(title, e.getMessage(), item)));
      return Errors.REJECTED;
    }
  }

  // ---- edit

  /**
   * Prints the descriptor that an edited listing results in.
   *
   * @param check whether to print first that the kernel accepts it
   */
  void edit(List<DescriptorFile.Entry> entries, Path edited, Form form, boolean check)
      throws IOException {
    if (entries.size() != 1) {
      throw new HidException("--edit: %d descriptors, expected one".formatted(entries.size()));
    }
    DescriptorFile.Entry entry = entries.getFirst();
    String source = InputFile.name(edited);
    DescriptorEdit.Edited result =
        DescriptorEdit.parse(
            source, new String(InputFile.read(edited), StandardCharsets.UTF_8), entry.bytes());
    result.notes().forEach(note -> err.println(Hex.printable("hidbpf: note: " + note)));
    if (check) {
      int _ = check(source, result.bytes());
    }
    DescriptorPatch patch = new DescriptorPatch(entry.bytes(), result.bytes());
    boolean same = Arrays.equals(entry.bytes(), result.bytes());
    if (same && form != Form.HEX && form != Form.C) {
      throw new HidException(source + ": nothing has changed: no difference, no program");
    }
    if (form == Form.ALL) {
      out.println(
          Hex.printable(
              "# %s, edited: %d bytes, before %d"
                  .formatted(entry.title(), result.bytes().length, entry.bytes().length)));
    }
    if (form == Form.ALL || form == Form.DIFF) {
      DescriptorDiff.of(entry.bytes(), result.bytes()).forEach(out::println);
    }
    part(form, Form.HEX, "bytes", patch.hex());
    part(form, Form.C, "as a C array", patch.array());
    if (!same) {
      part(form, Form.PROGRAM, "as a program", patch.program(deviceName(entry), entry.device()));
    }
  }

  private static String deviceName(DescriptorFile.Entry entry) {
    return entry.device() == null ? entry.title() : entry.device().name();
  }

  private void part(Form wanted, Form of, String heading, List<String> lines) {
    if (wanted == Form.ALL) {
      out.println();
      out.println("# " + heading);
    }
    if (wanted == Form.ALL || wanted == of) {
      lines.forEach(out::println);
    }
  }
}
