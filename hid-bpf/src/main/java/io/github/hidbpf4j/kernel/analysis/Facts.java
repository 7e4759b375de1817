package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all programs of an object do, on any path. */
final class Facts {
  /** What runs a callback. */
  enum Kind {
    /** A timer, in softirq context. */
    TIMER,
    /** A work item. */
    WORK
  }

  /** A callback: its first slot in its program, and the field of a map's value that it is for. */
  record Callback(Code code, int slot, Kind kind, String field) {
    /** What it is handed. */
    PathState enter() {
      return Hooks.enterCallback(slot, field.substring(0, field.indexOf('@')));
    }
  }

  /** A place in a program. */
  record Place(Code code, int slot) {
    @Override
    public String toString() {
      return code.where(slot);
    }
  }

  private record Cell(String map, long offset) {}

  private final ApiProfile profile;
  private final Map<String, Finding> findings = new LinkedHashMap<>();
  private final Map<String, Set<Callback>> callbacks = new LinkedHashMap<>();
  private final Map<String, Set<String>> setAtStart = new LinkedHashMap<>();
  private boolean learned;
  private final Set<Place> mayBeBusy = new LinkedHashSet<>();
  private final Set<Place> used = new HashSet<>();
  private final Map<Place, Set<Cell>> storedIn = new LinkedHashMap<>();
  private final Set<Cell> loaded = new HashSet<>();
  private final Set<String> loadedAnywhere = new HashSet<>();
  private final Map<String, Place> cancels = new LinkedHashMap<>();
  private final Set<String> leftCancelled = new HashSet<>();
  private final Map<String, Place> startsAfterCancel = new LinkedHashMap<>();
  private final Map<String, Place> startsWithoutSet = new LinkedHashMap<>();
  private boolean holdsBack;

  Facts(ApiProfile profile) {
    this.profile = profile;
  }

  /** Name of the timer or work queue that a pointer is to; "?" when it is not known. */
  static String field(Value v) {
    return v instanceof Pointer p && p.in(Region.MAP_VALUE) && p.offset() != Value.ANYWHERE
        ? p.name() + "@" + p.offset()
        : "?@0";
  }

  /** Whether two fields may be one: the same of a map, of elements that are not told apart. */
  static boolean maySame(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    int k = a.indexOf('#');
    int l = b.indexOf('#');
    return k >= 0
        && k == l
        && a.regionMatches(0, b, 0, k)
        && a.substring(a.indexOf('@')).equals(b.substring(b.indexOf('@')))
        && (a.charAt(k + 1) == '?' || b.charAt(l + 1) == '?');
  }

  /** Whether {@code hid_bpf_input_report} waits for the input lock: since 6.11. */
  boolean inputReportWaits() {
    return profile.has(HidFunctions.TRY_INPUT_REPORT);
  }

  void report(FindingKind kind, Code code, int slot, String message) {
    String text = code.where(slot) + ": " + message;
    findings.putIfAbsent(kind + text, new Finding(kind, code.program().name(), text));
  }

  Collection<Finding> findings() {
    return findings.values();
  }

  void callback(String field, Code code, int slot, Kind kind) {
    Callback c = new Callback(code, slot, kind, field);
    if (callbacks.computeIfAbsent(field, f -> new LinkedHashSet<>()).add(c)) {
      learned = true;
    }
  }

  /** What may run when this field was started. */
  Set<Callback> callbacks(String field) {
    Set<Callback> all = new LinkedHashSet<>();
    callbacks.forEach(
        (of, some) -> {
          if (maySame(of, field)) {
            all.addAll(some);
          }
        });
    return all;
  }

  List<Callback> callbacks() {
    return callbacks.values().stream().flatMap(Set::stream).toList();
  }

  /** A field is started where these have a callback that was set on the way. */
  void started(String field, Set<String> set) {
    Set<String> had = setAtStart.get(field);
    if (had == null) {
      setAtStart.put(field, new HashSet<>(set));
      learned = true;
    } else {
      learned |= had.retainAll(set);
    }
  }

  /** Fields whose callback is set wherever this one is started; null where nobody starts it. */
  @Nullable Set<String> setWhereStarted(String field) {
    Set<String> all = null;
    for (Map.Entry<String, Set<String>> start : setAtStart.entrySet()) {
      if (maySame(start.getKey(), field)) {
        if (all == null) {
          all = new HashSet<>(start.getValue());
        } else {
          all.retainAll(start.getValue());
        }
      }
    }
    return all;
  }

  /** Whether callbacks or starts have become known since this was asked before. */
  boolean hasLearned() {
    boolean had = learned;
    learned = false;
    return had;
  }

  void mayBeBusy(Code code, int slot) {
    mayBeBusy.add(new Place(code, slot));
  }

  void used(Code code, int slot) {
    used.add(new Place(code, slot));
  }

  void stored(Code code, Value value, Pointer to, int size) {
    int origin = Arithmetic.origin(value);
    if (origin < 0) {
      return;
    }
    Place place = new Place(code, origin);
    if (to.offset() == Value.ANYWHERE) {
      used.add(place);
    } else {
      Set<Cell> cells = storedIn.computeIfAbsent(place, p -> new HashSet<>());
      for (int b = 0; b < size; b++) {
        cells.add(new Cell(to.map(), to.offset() + b));
      }
    }
  }

  void loaded(Pointer from, int size) {
    if (from.offset() == Value.ANYWHERE) {
      loadedAnywhere.add(from.map());
    }
    for (int b = 0; b < size && from.offset() != Value.ANYWHERE; b++) {
      loaded.add(new Cell(from.map(), from.offset() + b));
    }
  }

  void holdsBack() {
    holdsBack = true;
  }

  void cancelled(String field, Code code, int slot) {
    cancels.putIfAbsent(field, new Place(code, slot));
  }

  void leftCancelled(String field) {
    leftCancelled.add(field);
  }

  void startedAfterCancel(String field, Code code, int slot) {
    startsAfterCancel.putIfAbsent(field, new Place(code, slot));
  }

  void startedWithoutSet(String field, Code code, int slot) {
    startsWithoutSet.putIfAbsent(field, new Place(code, slot));
  }

  /** What follows from all of it. */
  void conclude() {
    cancels.forEach(
        (field, cancel) -> {
          Place start = startsAfterCancel.get(field);
          if (start == null && leftCancelled.contains(field)) {
            start = startsWithoutSet.get(field);
          }
          if (start != null && !field.startsWith("?")) {
            report(
                FindingKind.START_AFTER_CANCEL,
                start.code(),
                start.slot(),
                "starts the timer that "
                    + cancel
                    + " cancels: bpf_timer_cancel drops the callback, so that the start is answered"
                    + " with -EINVAL: set the callback again before each start");
          }
        });
    for (Place place : mayBeBusy) {
      if (holdsBack && isIgnored(place)) {
        report(
            FindingKind.BUSY_IGNORED,
            place.code(),
            place.slot(),
            "the result of the injection is not looked at: -EBUSY says that the input lock was taken"
                + " and the report, held back before, is lost: try again later");
      }
    }
  }

  /** Of a call that the compiler made several of, as of one in a loop, all must be ignored. */
  private boolean isIgnored(Place place) {
    LineInfo line = place.code().line(place.slot());
    for (Place other : mayBeBusy) {
      LineInfo of = other.code().line(other.slot());
      boolean same =
          other.equals(place)
              || line != null
                  && of != null
                  && line.file().equals(of.file())
                  && line.line() == of.line()
                  && line.column() == of.column();
      if (same && isLookedAt(other)) {
        return false;
      }
    }
    return true;
  }

  private boolean isLookedAt(Place place) {
    if (used.contains(place)) {
      return true;
    }
    for (Cell cell : storedIn.getOrDefault(place, Set.of())) {
      if (loaded.contains(cell) || loadedAnywhere.contains(cell.map())) {
        return true;
      }
    }
    return false;
  }
}
