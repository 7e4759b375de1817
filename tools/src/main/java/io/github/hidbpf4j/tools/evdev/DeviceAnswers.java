package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.ReportRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measured device's answers: comments {@code # FEATURE: BYTES} and {@code # SET-REPORT: error} of
 * its recording.
 */
final class DeviceAnswers implements ReportRequests {
  private static final String FEATURE = "# FEATURE: ";
  private static final String REFUSED = "# SET-REPORT: error";

  /** Maximum size of an answer by uhid. */
  private static final int LONGEST = 4096;

  private final List<byte[]> features = new ArrayList<>();
  private final boolean zeros;
  private boolean refuses;

  /**
   * Creates answers of zeros, or none.
   *
   * @param zeros whether requests without a recorded answer are answered with zeros
   */
  DeviceAnswers(boolean zeros) {
    this.zeros = zeros;
  }

  static DeviceAnswers of(Path recording, boolean zeros) throws IOException {
    DeviceAnswers answers = new DeviceAnswers(zeros);
    int number = 0;
    for (String line : Files.readAllLines(recording)) {
      number++;
      if (line.startsWith(FEATURE)) {
        try {
          answers.features.add(
              HexFormat.ofDelimiter(" ").parseHex(line.substring(FEATURE.length()).strip()));
        } catch (IllegalArgumentException e) {
          throw new HidException(
              "%s:%d: found '%s', expected bytes in hex".formatted(recording, number, line), e);
        }
      } else if (line.startsWith(REFUSED)) {
        answers.refuses = true;
      }
    }
    return answers;
  }

  /** The answers as a device model; empty if there are none. */
  String toModel() {
    StringBuilder model = new StringBuilder();
    // Of several answers with the same id the last one counts, of rules the first one.
    for (byte[] feature : features.reversed()) {
      String bytes = HexFormat.ofDelimiter(" ").formatHex(feature);
      for (String type : List.of("feature", "input")) {
        model.append("on get %s %d: reply %s%n".formatted(type, feature[0] & 0xff, bytes));
      }
    }
    if (refuses) {
      model.append("on set any any: error EIO\n");
    }
    return model.toString();
  }

  @Override
  public byte @Nullable [] get(ReportType type, int id) {
    byte[] found = null;
    for (byte[] feature : features) {
      if (type != ReportType.OUTPUT && feature.length > 0 && (feature[0] & 0xff) == id) {
        found = feature;
      }
    }
    if (found == null && zeros) {
      found = new byte[LONGEST];
      found[0] = (byte) id;
    }
    return found;
  }

  @Override
  public boolean set(int id) {
    return !refuses;
  }
}
