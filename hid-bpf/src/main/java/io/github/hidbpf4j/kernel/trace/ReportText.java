package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.hid.report.ReportDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports in words, by the fields of a descriptor. */
public final class ReportText {
  private final @Nullable ReportDecoder decoder;

  /** For a descriptor; null for one that does not parse. */
  public ReportText(@Nullable ReportDescriptor descriptor) {
    decoder = descriptor == null ? null : new ReportDecoder(descriptor);
  }

  /**
   * {@code Button 1 1, Wheel -1}: what of a report is not at rest; empty where it does not decode.
   *
   * @param most usages shown; the others are only counted
   */
  public String nonZero(ReportType type, byte[] report, int most) {
    if (decoder == null) {
      return "";
    }
    try {
      return nonZero(decoder.decode(type, report), most);
    } catch (HidException e) {
      return "";
    }
  }

  /** The usages whose value is not 0; beyond {@code most} only counted. */
  public static String nonZero(DecodedReport report, int most) {
    List<String> parts = new ArrayList<>();
    int more = 0;
    for (ReportDiff.Change c : ReportDiff.between(null, report)) {
      if (c.after() == null || c.after().equals("0") || c.usage() == 0) {
        continue;
      }
      if (parts.size() < most) {
        parts.add(c.label() + " " + c.after());
      } else {
        more++;
      }
    }
    if (more > 0) {
      parts.add(more + " more");
    }
    return String.join(", ", parts);
  }
}
