package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts of {@link ReportWords} for input reports, appended to a reusable buffer: for views of
 * many reports. Everything that does not depend on the bytes is computed once per descriptor; after
 * that nothing is allocated. Does not handle reports with arrays or with elements of more than 32
 * bits. Not thread-safe.
 */
public final class ReportPhrases {
  /** Number of descriptor pairs cached: a device has one or two, and a fix one. */
  private static final int MOST_KNOWN = 8;

  private static final int IDS = DescriptorParser.MAX_REPORT_ID + 1;

  /** Cached data about the reports of one descriptor, or of two. */
  private static final class Known {
    final @Nullable ReportDescriptor own;
    final ReportDescriptor inUse;
    final @Nullable PhraseElements[] elements = new @Nullable PhraseElements[IDS];

    /** Whether an id has been examined. */
    final boolean[] seen = new boolean[IDS];

    Known(@Nullable ReportDescriptor own, ReportDescriptor inUse) {
      this.own = own;
      this.inUse = inUse;
    }
  }

  private final @Nullable Known[] known = new @Nullable Known[MOST_KNOWN];
  private int nextKnown;
  private final PhraseWriter writer = new PhraseWriter();

  /** Creates an empty cache. */
  public ReportPhrases() {}

  /**
   * Appends {@link ReportWords#values(ReportDescriptor, ReportType, byte[], int)} of an input
   * report.
   *
   * @param reports the descriptor; null when there is none
   * @param report an array that starts with the report, id byte first if the type is numbered
   * @param length length of the report in bytes
   * @param most names shown; the others are only counted
   * @param to appended to
   * @return false if this must be left to ReportWords; nothing is appended then
   */
  public boolean values(
      @Nullable ReportDescriptor reports, byte[] report, int length, int most, StringBuilder to) {
    ReportLayout layout =
        reports == null ? null : reports.reportOf(ReportType.INPUT, report, length);
    if (reports == null || layout == null) {
      return true;
    }
    PhraseElements elements = elements(reports, layout);
    if (elements == null) {
      return false;
    }
    writer.values(elements, report, length, most, to);
    return true;
  }

  private @Nullable PhraseElements elements(ReportDescriptor reports, ReportLayout layout) {
    Known pair = pair(null, reports);
    int id = layout.id();
    if (!pair.seen[id]) {
      pair.elements[id] = PhraseElements.of(reports, layout);
      pair.seen[id] = true;
    }
    return pair.elements[id];
  }

  /**
   * Appends {@link ReportWords#changes(ReportDescriptor, byte[], ReportDescriptor, byte[])}.
   *
   * @param own the device's descriptor; null when it does not parse
   * @param sent an array that starts with the input report that the device sent
   * @param sentLength its length in bytes
   * @param inUse the descriptor that the host uses; null when there is none
   * @param got an array that starts with the input report that the host got
   * @param gotLength its length in bytes
   * @param to appended to
   * @return false if this must be left to ReportWords; nothing is appended then
   */
  public boolean changes(
      @Nullable ReportDescriptor own,
      byte[] sent,
      int sentLength,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int gotLength,
      StringBuilder to) {
    PhraseElements elements = elements(own, sent, sentLength, inUse, got, gotLength);
    if (elements == null) {
      return false;
    }
    if (writer.compare(elements, sent, sentLength, got, gotLength, false)) {
      writer.changes(to);
    } else {
      bytes(sent, sentLength, got, gotLength, to);
    }
    return true;
  }

  /**
   * Appends {@link ReportWords#reinterpreted}.
   *
   * @param own the device's descriptor; null when it does not parse
   * @param inUse the descriptor that the host uses; null when there is none
   * @param report an array that starts with the input report
   * @param length its length in bytes
   * @param to appended to
   * @return false if this must be left to ReportWords; nothing is appended then
   */
  public boolean reinterpreted(
      @Nullable ReportDescriptor own,
      @Nullable ReportDescriptor inUse,
      byte[] report,
      int length,
      StringBuilder to) {
    PhraseElements elements = elements(own, report, length, inUse, report, length);
    if (elements == null || inUse == null) {
      return false;
    }
    boolean any = writer.compare(elements, report, length, report, length, true);
    if (!any || writer.isQuiet()) {
      ReportLayout layout = inUse.reportOf(ReportType.INPUT, report, length);
      PhraseElements all = layout == null ? null : elements(inUse, layout);
      if (all != null && writer.on(all, report, length, to)) {
        to.append("; ");
      }
      any = writer.compare(elements, report, length, report, length, true);
    }
    if (any) {
      writer.changes(to);
    }
    return true;
  }

  /** What can differ between two reports with the same id; null if undecided. */
  private @Nullable PhraseElements elements(
      @Nullable ReportDescriptor own,
      byte[] sent,
      int sentLength,
      @Nullable ReportDescriptor inUse,
      byte[] got,
      int gotLength) {
    if (own == null || inUse == null) {
      return null;
    }
    ReportLayout before = own.reportOf(ReportType.INPUT, sent, sentLength);
    ReportLayout after = inUse.reportOf(ReportType.INPUT, got, gotLength);
    if (before == null || after == null || before.id() != after.id()) {
      return null;
    }
    Known pair = pair(own, inUse);
    int id = before.id();
    if (!pair.seen[id]) {
      pair.elements[id] = PhraseElements.of(own, before, inUse, after);
      pair.seen[id] = true;
    }
    return pair.elements[id];
  }

  private Known pair(@Nullable ReportDescriptor own, ReportDescriptor inUse) {
    for (Known there : known) {
      if (there != null && there.own == own && there.inUse == inUse) {
        return there;
      }
    }
    Known fresh = new Known(own, inUse);
    known[nextKnown] = fresh;
    nextKnown = (nextKnown + 1) % MOST_KNOWN;
    return fresh;
  }

  private static void bytes(
      byte[] sent, int sentLength, byte[] got, int gotLength, StringBuilder to) {
    if (sentLength != gotLength) {
      to.append(sentLength).append(" → ").append(gotLength).append(" bytes");
      return;
    }
    if (Arrays.equals(sent, 0, sentLength, got, 0, gotLength)) {
      return;
    }
    boolean more = false;
    for (int i = 0; i < gotLength; i++) {
      if (sent[i] != got[i]) {
        to.append(more ? ", byte " : "byte ").append(i).append(' ');
        hex(sent[i], to);
        to.append(" → ");
        hex(got[i], to);
        more = true;
      }
    }
    to.append(" (of no field)");
  }

  private static void hex(byte b, StringBuilder to) {
    to.append(Character.forDigit(b >> 4 & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
  }
}
