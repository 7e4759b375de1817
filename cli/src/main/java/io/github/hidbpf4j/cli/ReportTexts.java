package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportWords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What input reports say, in words ({@link ReportWords}), and remembers for a while: most devices
 * send the same few reports again and again, and finding the words takes much longer than printing
 * them.
 */
final class ReportTexts {
  /** Texts that are remembered, at most; a power of two. */
  private static final int SIZE = 4096;

  /** Longer reports are not kept: neither they nor their texts are small. */
  private static final int LONGEST = 256;

  /** A report beside another one, each with its descriptor, and the words for that. */
  private record Known(
      @Nullable ReportDescriptor own,
      byte[] sent,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int kind,
      String text) {
    boolean is(
        @Nullable ReportDescriptor own,
        byte[] sent,
        @Nullable ReportDescriptor inUse,
        byte[] got,
        int kind) {
      return this.kind == kind
          && this.own == own
          && this.inUse == inUse
          && Arrays.equals(this.sent, sent)
          && Arrays.equals(this.got, got);
    }
  }

  private static final byte[] NONE = {};
  private static final int CHANGES = -1;
  private static final int REINTERPRETED = -2;

  private final @Nullable Known[] known = new @Nullable Known[SIZE];

  /** {@link ReportWords#values} of an input report. */
  String values(@Nullable ReportDescriptor reports, byte[] report, int most) {
    return text(null, NONE, reports, report, most);
  }

  /** {@link ReportWords#changes}. */
  String changes(
      @Nullable ReportDescriptor own, byte[] sent, @Nullable ReportDescriptor inUse, byte[] got) {
    return text(own, sent, inUse, got, CHANGES);
  }

  /** {@link ReportWords#reinterpreted}. */
  String reinterpreted(
      @Nullable ReportDescriptor own, @Nullable ReportDescriptor inUse, byte[] report) {
    return text(own, NONE, inUse, report, REINTERPRETED);
  }

  private String text(
      @Nullable ReportDescriptor own,
      byte[] sent,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int kind) {
    if (got.length > LONGEST || sent.length > LONGEST) {
      return make(own, sent, inUse, got, kind);
    }
    int hash = (Arrays.hashCode(sent) * 31 + Arrays.hashCode(got)) * 31 + kind;
    int index = (hash ^ hash >>> 12 ^ hash >>> 24) & SIZE - 1;
    Known there = known[index];
    if (there != null && there.is(own, sent, inUse, got, kind)) {
      return there.text;
    }
    String text = make(own, sent, inUse, got, kind);
    known[index] = new Known(own, sent, inUse, got, kind, text);
    return text;
  }

  private static String make(
      @Nullable ReportDescriptor own,
      byte[] sent,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int kind) {
    return switch (kind) {
      case CHANGES -> ReportWords.changes(own, sent, inUse, got);
      case REINTERPRETED -> ReportWords.reinterpreted(own, inUse, got);
      default -> ReportWords.values(inUse, ReportType.INPUT, got, kind);
    };
  }
}
