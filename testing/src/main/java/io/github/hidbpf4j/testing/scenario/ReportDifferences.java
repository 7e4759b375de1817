package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Differences between the report that the host got and the expected one: by field, or else by byte.
 */
final class ReportDifferences {
  private ReportDifferences() {}

  /** Differences from these bytes; {@code ??} and what follows {@code ..} match anything. */
  static List<Difference> of(BytePattern expected, Observation.HostReport got) {
    byte[] wanted = filled(expected, got.report());
    List<Difference> all = new ArrayList<>();
    ReportDescriptor reports = got.reports();
    if (wanted.length == got.report().length) {
      Map<String, String> before = ReportWords.byName(reports, ReportType.INPUT, wanted);
      Map<String, String> after = ReportWords.byName(reports, ReportType.INPUT, got.report());
      Set<String> names = new LinkedHashSet<>(before.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        add(all, name, before.get(name), after.get(name));
      }
    }
    return all.isEmpty() ? bytes(expected, got.report()) : all;
  }

  private static void add(
      List<Difference> all, String name, @Nullable String expected, @Nullable String found) {
    String e = expected == null ? Difference.NONE : expected;
    String f = found == null ? Difference.NONE : found;
    if (!e.equals(f)) {
      all.add(new Difference(name, e, f));
    }
  }

  /** The expected bytes, with the received ones where any match. */
  private static byte[] filled(BytePattern expected, byte[] got) {
    int length =
        expected.open() ? Math.max(expected.bytes().size(), got.length) : expected.bytes().size();
    byte[] wanted = new byte[length];
    for (int i = 0; i < length; i++) {
      int b = i < expected.bytes().size() ? expected.bytes().get(i) : BytePattern.ANY;
      if (b != BytePattern.ANY) {
        wanted[i] = (byte) b;
      } else if (i < got.length) {
        wanted[i] = got[i];
      }
    }
    return wanted;
  }

  private static List<Difference> bytes(BytePattern expected, byte[] got) {
    List<Difference> all = new ArrayList<>();
    int size = expected.bytes().size();
    if (got.length < size || got.length > size && !expected.open()) {
      all.add(
          new Difference(
              "length",
              expected.open() ? "at least " + size : String.valueOf(size),
              String.valueOf(got.length)));
    }
    for (int i = 0; i < Math.min(size, got.length); i++) {
      int b = expected.bytes().get(i);
      if (b != BytePattern.ANY && b != (got[i] & 0xff)) {
        all.add(new Difference("byte " + i, "%02x".formatted(b), "%02x".formatted(got[i] & 0xff)));
      }
    }
    return all;
  }

  /**
   * Differences from these values.
   *
   * @param notes receives what is not a difference: names that the report does not have
   */
  static List<Difference> of(
      Expectation.Fields expected, Observation.HostReport got, List<String> notes) {
    Map<String, String> values = ReportWords.byName(got.reports(), ReportType.INPUT, got.report());
    List<Difference> all = new ArrayList<>();
    expected
        .values()
        .forEach(
            (name, value) -> {
              String found = values.getOrDefault(name, isSelectable(got, name) ? "0" : "");
              if (found.isEmpty()) {
                notes.add(noField(name, values.keySet()));
              } else if (!found.equals(value)) {
                all.add(new Difference(name, value, found));
              }
            });
    if (expected.only()) {
      Set<String> resting = ReportWords.atRest(got.reports(), ReportType.INPUT, got.report());
      values.forEach(
          (name, value) -> {
            if (!expected.values().containsKey(name) && !resting.contains(name)) {
              all.add(new Difference(name, "at rest", value));
            }
          });
    }
    return all;
  }

  private static String noField(String name, Set<String> names) {
    String nearest = NearestWord.of(name, names);
    return "no field '%s' in this report, only %s%s"
        .formatted(
            name,
            names.isEmpty() ? "bytes without meaning" : String.join(", ", names),
            nearest == null ? "" : "; did you mean '" + nearest + "'?");
  }

  /** Whether the name is that of a key in an array, which has no value while it is not pressed. */
  private static boolean isSelectable(Observation.HostReport got, String name) {
    return ReportWords.isSelectable(got.reports(), ReportType.INPUT, got.report(), name);
  }
}
