package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.report.ReportUsages.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a report, or of two that are compared, with their names from {@link ReportWords},
 * computed once for all reports of these layouts. Only for layouts whose elements are all variable
 * and narrow: the usages selected by an array are known only for a concrete report.
 */
final class PhraseElements {
  /**
   * An element.
   *
   * @param place its usage and rank
   * @param count number of elements with its usage
   * @param noun collective name for several of them at rest; "" for none
   * @param a its field in the first report; null if only the second has it
   * @param bitA its first bit in the first report, from the start of the payload
   * @param b its field in the second report; null if only the first has it
   * @param sense what a host interprets differently
   * @param senseBeyond the same if a value is beyond its limits
   */
  record Element(
      Place place,
      int count,
      String label,
      String noun,
      @Nullable Field a,
      int bitA,
      @Nullable Field b,
      int bitB,
      String sense,
      String senseBeyond) {
    /** Whether its rank is a part of its name. */
    boolean isRanked() {
      return !place.padding() && count > 1;
    }
  }

  private final Element[] elements;
  private final int offsetA;
  private final int offsetB;

  private PhraseElements(List<Element> elements, int offsetA, int offsetB) {
    this.elements = elements.toArray(Element[]::new);
    this.offsetA = offsetA;
    this.offsetB = offsetB;
  }

  Element[] elements() {
    return elements;
  }

  /** Number of bytes before the payload of the first report. */
  int offsetA() {
    return offsetA;
  }

  /** Number of bytes before the payload of the second report. */
  int offsetB() {
    return offsetB;
  }

  /** The elements of one report; null if a report must be decoded to know them. */
  static @Nullable PhraseElements of(ReportDescriptor descriptor, ReportLayout layout) {
    if (!isSettled(layout)) {
      return null;
    }
    int offset = offset(descriptor, layout);
    List<Element> elements = new ArrayList<>();
    ReportUsages usages = usages(layout, offset);
    for (Map.Entry<Place, FieldValue> e : usages.values().entrySet()) {
      Place place = e.getKey();
      if (!place.padding() && place.usage() != 0) {
        int count = usages.count(place.usage());
        elements.add(element(place, count, count, e.getValue(), null));
      }
    }
    return new PhraseElements(elements, offset, offset);
  }

  /** The elements of two compared reports; null if the reports must be decoded to know them. */
  static @Nullable PhraseElements of(
      ReportDescriptor own, ReportLayout before, ReportDescriptor inUse, ReportLayout after) {
    if (!isSettled(before) || !isSettled(after)) {
      return null;
    }
    int offsetA = offset(own, before);
    int offsetB = offset(inUse, after);
    ReportUsages first = usages(before, offsetA);
    ReportUsages second = usages(after, offsetB);
    List<Element> elements = new ArrayList<>();
    for (Map.Entry<Place, FieldValue> e : first.values().entrySet()) {
      add(elements, e.getKey(), first, second);
    }
    for (Place place : second.values().keySet()) {
      if (!first.values().containsKey(place)) {
        add(elements, place, first, second);
      }
    }
    return new PhraseElements(elements, offsetA, offsetB);
  }

  private static void add(
      List<Element> elements, Place place, ReportUsages first, ReportUsages second) {
    int count = Math.max(first.count(place.usage()), second.count(place.usage()));
    String label = ReportUsages.label(place, count);
    elements.add(
        element(
            place,
            count,
            label.endsWith("]") ? 2 : 1,
            first.values().get(place),
            second.values().get(place)));
  }

  private static Element element(
      Place place, int count, int shown, @Nullable FieldValue a, @Nullable FieldValue b) {
    return new Element(
        place,
        shown,
        ReportUsages.label(place, count),
        ReportWords.noun(place),
        a == null ? null : a.field(),
        a == null ? 0 : a.bitOffset(),
        b == null ? null : b.field(),
        b == null ? 0 : b.bitOffset(),
        sense(place, a, b, false),
        sense(place, a, b, true));
  }

  private static String sense(
      Place place, @Nullable FieldValue a, @Nullable FieldValue b, boolean beyond) {
    return a == null || b == null || place.padding()
        ? ""
        : FieldSense.differences(a.field(), b.field(), beyond);
  }

  private static boolean isSettled(ReportLayout layout) {
    for (Field field : layout.fields()) {
      if (field.size() > FieldValue.NARROW_BITS || field.isArray() && !field.isPadding()) {
        return false;
      }
    }
    return true;
  }

  private static int offset(ReportDescriptor descriptor, ReportLayout layout) {
    return descriptor.isNumbered(layout.type()) ? 1 : 0;
  }

  private static ReportUsages usages(ReportLayout layout, int offset) {
    return new ReportUsages(
        ReportDecoder.decode(layout, offset, new byte[offset + layout.length()]));
  }
}
