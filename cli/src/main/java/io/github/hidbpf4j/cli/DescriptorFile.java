package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorText;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report descriptors of a file: a recording, the bytes themselves, hex digits, or C arrays. */
final class DescriptorFile {
  private DescriptorFile() {}

  /**
   * A report descriptor.
   *
   * @param title what it is called in output
   * @param device the device that it belongs to; null if no recording names one
   */
  record Entry(String title, byte[] bytes, @Nullable RecordedDevice device) {}

  /** Reads all descriptors of a file, in its order. */
  static List<Entry> read(Path file) throws IOException {
    byte[] bytes = InputFile.read(file);
    String name = InputFile.name(file);
    List<Entry> entries = new ArrayList<>();
    if (RecordingReader.isRecording(bytes)) {
      for (RecordedDevice d : devices(name, bytes)) {
        entries.add(new Entry(d.toString(), d.descriptor(), d));
      }
    } else if (!isText(bytes)) {
      entries.add(new Entry(name, bytes, null));
    } else {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (DescriptorText.hasArrays(text)) {
        for (DescriptorText.Array a : DescriptorText.arrays(name, text)) {
          entries.add(
              new Entry(a.name().isEmpty() ? name : name + ": " + a.name(), a.bytes(), null));
        }
      } else {
        entries.add(new Entry(name, DescriptorText.parse(name, text), null));
      }
    }
    return entries;
  }

  /**
   * Makes a recording, with a device for each descriptor but without ids and events, of a file that
   * is not itself a recording; empty if the file has no descriptor that the kernel would parse.
   */
  static String asRecording(Path file) throws IOException {
    byte[] bytes = InputFile.read(file);
    if (RecordingReader.isRecording(bytes)) {
      return "";
    }
    List<Entry> entries;
    try {
      entries = read(file);
    } catch (HidException e) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (ReportDescriptor.parseOrNull(entry.bytes()) == null) {
        return "";
      }
      text.append("D: %d\nN: %s\n".formatted(i, Hex.printable(entry.title())));
      text.append("R: %d %s\n".formatted(entry.bytes().length, Hex.spaced(entry.bytes())));
    }
    return text.toString();
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

  /**
   * Whether bytes are text: descriptors begin with items whose prefixes are control characters in
   * text.
   */
  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return false;
      }
    }
    return true;
  }
}
