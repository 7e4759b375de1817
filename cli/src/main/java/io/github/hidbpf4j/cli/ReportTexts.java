package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportPhrases;
import io.github.hidbpf4j.hid.report.ReportWords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What input reports mean, in words ({@link ReportWords}). Words that need decoding are cached:
 * most devices send the same few reports over and over, and finding the words takes much longer
 * than printing them.
 */
final class ReportTexts {
  /** Size of the cache; a power of two. */
  private static final int SIZE = 4096;

  /** Length of the longest report that is kept: longer ones and their texts are not small. */
  private static final int LONGEST = 256;

  /** A report and another one, each with its descriptor, and the words for them. */
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
        int sentLength,
        @Nullable ReportDescriptor inUse,
        byte[] got,
        int gotLength,
        int kind) {
      return this.kind == kind
          && this.own == own
          && this.inUse == inUse
          && Arrays.equals(this.sent, 0, this.sent.length, sent, 0, sentLength)
          && Arrays.equals(this.got, 0, this.got.length, got, 0, gotLength);
    }
  }

  private static final byte[] NONE = {};
  private static final int CHANGES = -1;
  private static final int REINTERPRETED = -2;

  private final @Nullable Known[] known = new @Nullable Known[SIZE];
  private final ReportPhrases phrases = new ReportPhrases();

  /** Appends {@link ReportWords#values} of the input report at the start of an array. */
  void values(
      @Nullable ReportDescriptor reports, byte[] report, int length, int most, StringBuilder to) {
    if (!phrases.values(reports, report, length, most, to)) {
      to.append(text(null, NONE, 0, reports, report, length, most));
    }
  }

  /** Appends {@link ReportWords#changes} of the reports at the start of the arrays. */
  void changes(
      @Nullable ReportDescriptor own,
      byte[] sent,
      int sentLength,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int gotLength,
      StringBuilder to) {
    if (!phrases.changes(own, sent, sentLength, inUse, got, gotLength, to)) {
      to.append(text(own, sent, sentLength, inUse, got, gotLength, CHANGES));
    }
  }

  /** Appends {@link ReportWords#reinterpreted} of the report at the start of an array. */
  void reinterpreted(
      @Nullable ReportDescriptor own,
      @Nullable ReportDescriptor inUse,
      byte[] report,
      int length,
      StringBuilder to) {
    if (!phrases.reinterpreted(own, inUse, report, length, to)) {
      to.append(text(own, NONE, 0, inUse, report, length, REINTERPRETED));
    }
  }

  private String text(
      @Nullable ReportDescriptor own,
      byte[] sent,
      int sentLength,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int gotLength,
      int kind) {
    if (gotLength > LONGEST || sentLength > LONGEST) {
      return make(own, Arrays.copyOf(sent, sentLength), inUse, Arrays.copyOf(got, gotLength), kind);
    }
    int hash = (hash(sent, sentLength) * 31 + hash(got, gotLength)) * 31 + kind;
    int index = (hash ^ hash >>> 12 ^ hash >>> 24) & SIZE - 1;
    Known there = known[index];
    if (there != null && there.is(own, sent, sentLength, inUse, got, gotLength, kind)) {
      return there.text;
    }
    byte[] first = Arrays.copyOf(sent, sentLength);
    byte[] second = Arrays.copyOf(got, gotLength);
    String text = make(own, first, inUse, second, kind);
    known[index] = new Known(own, first, inUse, second, kind, text);
    return text;
  }

  private static int hash(byte[] bytes, int length) {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
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
