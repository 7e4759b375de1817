package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a kernel's trace with ours, kind by kind, with each kind's events in order. Whatever
 * differs between our two runs, which have different addresses and different bytes in uninitialised
 * kernel memory, is not determined and is ignored.
 *
 * <p>If callbacks of timers and work queues ran, only the order within one cause is determined:
 * then events between two actions of the script other than input must be the same, but not in the
 * same order.
 */
final class TraceComparison {
  /** Kinds, in an order in which a difference in one explains differences in the next. */
  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("load", Kind.of("obj", "ret"));
    KINDS.put("probe", Kind.of("present", "run", "prog_ret", "rdesc_size", "retval"));
    KINDS.put("prop", Kind.of("key", "value", "ret"));
    KINDS.put("attach", Kind.of("map", "ret", "skipped"));
    KINDS.put("detach", Kind.of("map", "ret"));
    KINDS.put("rebind", Kind.of("unbind", "probe", "hidraw"));
    KINDS.put("k.rdesc_fixup", Kind.of("size_in", "size", "hex"));
    KINDS.put("device", Kind.of("driver", "modalias", "name"));
    KINDS.put("k.dispatch_event", Kind.of("ret", "rtype", "size", "from_bpf", "hex"));
    KINDS.put("k.raw_event", Kind.of("ret", "rtype", "size", "hex"));
    KINDS.put("out", Kind.of("len", "hex"));
    KINDS.put("rdesc", Kind.of("when", "len", "rc", "error", "hex"));
    KINDS.put("sysfs_rdesc", Kind.of("len", "hex"));
    KINDS.put(
        "k.dispatch_hw_request",
        Kind.of("ret", "rnum", "rtype", "reqtype", "size", "source", "from_bpf", "hex"));
    KINDS.put("k.dispatch_output_report", Kind.of("ret", "size", "source", "from_bpf", "hex"));
    KINDS.put(
        "uhid", Kind.of("type", "rnum", "rtype", "size", "hex", "answered", "reply_err", "reply"));
    KINDS.put("user", Kind.of("call", "rnum", "len", "ret", "hex"));
    KINDS.put("setvar", Kind.of("name", "val", "ret"));
    KINDS.put("var", Kind.of("name", "size", "hex"));
    KINDS.put("syscall", Kind.of("prog", "run", "prog_ret", "ctx"));
    KINDS.put("kfunc", Kind.of("call", "ret", "rtype", "reqtype", "size", "hex"));
    KINDS.put("destroy", Kind.of("ret"));
  }

  /** Actions of the script besides input: events do not move past these. */
  private static final Set<String> ACTIONS =
      Set.of(
          "load", "probe", "prop", "attach", "detach", "rebind", "setvar", "var", "syscall",
          "note");

  private static final String ADDRESS_TAG =
      HexFormat.of().toHexDigits(Integer.reverseBytes((int) (ArenaMemory.TAG >>> 32)));

  private record Kind(List<String> fields) {
    static Kind of(String... fields) {
      return new Kind(List.of(fields));
    }
  }

  private TraceComparison() {}

  /** The differences, one line each, at most one per kind; empty if the traces agree. */
  static List<String> differences(
      List<TraceEvent> kernel,
      List<TraceEvent> ours,
      List<TraceEvent> oursAgain,
      boolean asynchronous) {
    List<String> found = new ArrayList<>();
    for (var kind : KINDS.entrySet()) {
      List<TraceEvent> expected = select(kernel, kind.getKey());
      List<TraceEvent> actual = select(ours, kind.getKey());
      List<TraceEvent> again = select(oursAgain, kind.getKey());
      if (actual.size() != again.size()) {
        found.add(
            "%s: our own two runs show %d and %d of them"
                .formatted(kind.getKey(), actual.size(), again.size()));
        continue;
      }
      String difference = firstDifference(kind.getValue(), expected, actual, again);
      if (difference != null && asynchronous) {
        List<Integer> wanted = windows(kernel, kind.getKey());
        List<Integer> there = windows(ours, kind.getKey());
        if (wanted.equals(there)
            && agreeInAnyOrder(kind.getValue(), wanted, expected, actual, again)) {
          continue;
        }
      }
      if (difference != null) {
        found.add(kind.getKey() + difference);
      }
    }
    return found;
  }

  /** For each event of a kind, how many actions of the script other than input precede it. */
  private static List<Integer> windows(List<TraceEvent> trace, String kind) {
    List<Integer> windows = new ArrayList<>();
    int actions = 0;
    for (TraceEvent e : trace) {
      String normal = normal(e).kind();
      if (ACTIONS.contains(normal)) {
        actions++;
      }
      if (normal.equals(kind)) {
        windows.add(actions);
      }
    }
    return windows;
  }

  /** Whether each window has the same events on both sides. */
  private static boolean agreeInAnyOrder(
      Kind kind,
      List<Integer> windows,
      List<TraceEvent> expected,
      List<TraceEvent> actual,
      List<TraceEvent> again) {
    boolean[] taken = new boolean[actual.size()];
    for (int i = 0; i < expected.size(); i++) {
      int found = -1;
      for (int j = 0; j < actual.size() && found < 0; j++) {
        if (!taken[j]
            && windows.get(j).equals(windows.get(i))
            && agree(kind, expected.get(i), actual.get(j), again.get(j))) {
          found = j;
        }
      }
      if (found < 0) {
        return false;
      }
      taken[found] = true;
    }
    return true;
  }

  private static boolean agree(
      Kind kind, TraceEvent expected, TraceEvent actual, TraceEvent again) {
    return kind.fields.stream().allMatch(f -> equal(expected.get(f), actual.get(f), again.get(f)));
  }

  private static @Nullable String firstDifference(
      Kind kind, List<TraceEvent> expected, List<TraceEvent> actual, List<TraceEvent> again) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      if (i >= expected.size()) {
        return "[%d]: the kernel has %d of them, here are %d; the first more is %s (after input %d)"
            .formatted(i, expected.size(), actual.size(), actual.get(i), actual.get(i).input());
      }
      if (i >= actual.size()) {
        return "[%d]: the kernel has %d of them, here are %d; the first missing is %s (after input %d)"
            .formatted(i, expected.size(), actual.size(), expected.get(i), expected.get(i).input());
      }
      for (String field : kind.fields) {
        String want = expected.get(i).get(field);
        String got = actual.get(i).get(field);
        if (!equal(want, got, again.get(i).get(field))) {
          return "[%d].%s: kernel '%s', here '%s' (after input %d)"
              .formatted(i, field, want, got, expected.get(i).input());
        }
      }
    }
    return null;
  }

  /** Whether two values agree as far as ours are determined. */
  private static boolean equal(String kernel, String ours, String again) {
    if (kernel.equals(ours) || ours.equals(again)) {
      return kernel.equals(ours);
    }
    // The bytes are not always determined, but their number is.
    if (ours.length() != again.length() || kernel.length() != ours.length()) {
      return false;
    }
    for (int i = 0; i + 1 < kernel.length(); i += 2) {
      boolean determined = ours.regionMatches(i, again, i, 2) && !isAddress(ours, i / 16 * 16);
      if (determined && !kernel.regionMatches(i, ours, i, 2)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the eight bytes there are an address of ours, whose upper half is the arena's tag. */
  private static boolean isAddress(String hex, int at) {
    return hex.regionMatches(at + 8, ADDRESS_TAG, 0, ADDRESS_TAG.length());
  }

  private static List<TraceEvent> select(List<TraceEvent> trace, String kind) {
    List<TraceEvent> selected = new ArrayList<>();
    for (TraceEvent e : trace) {
      TraceEvent normal = normal(e);
      if (normal.kind().equals(kind)) {
        selected.add(normal);
      }
    }
    return selected;
  }

  /** An event for comparison, without what is not compared. */
  private static TraceEvent normal(TraceEvent e) {
    Map<String, String> fields = new LinkedHashMap<>(e.fields());
    String kind = e.kind();
    switch (kind) {
      case "k.dispatch_event" -> {
        if (e.number("ret") < 0) {
          fields.remove("hex");
          fields.remove("size");
        } else {
          fields.put("hex", start(e.get("hex"), e.number("size")));
        }
      }
      case "k.raw_event" -> fields.put("ret", Integer.toString(Long.signum(e.number("ret"))));
      case "uhid" -> {
        if (!e.get("type").endsWith("REPORT") && !e.get("type").equals("OUTPUT")) {
          kind = "uhid state";
        }
        if (e.get("answered").equals("false")) {
          fields.remove("reply_err");
          fields.remove("reply");
        }
      }
      default -> {
        if (kind.startsWith("user.")) {
          fields.put("call", kind.substring(5));
          kind = "user";
        } else if (kind.startsWith("k.kf_")) {
          fields.put("call", kind.substring(5));
          kind = "kfunc";
        }
      }
    }
    if (fields.containsKey("source")) {
      fields.put("source", e.number("source") == 0 ? "0" : "1");
    }
    return new TraceEvent(kind, e.input(), fields);
  }

  private static String start(String hex, long bytes) {
    return hex.substring(0, (int) Math.min(hex.length(), 2 * bytes));
  }
}
