package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Logs the output of programs during a run: reports, requests, map values, records, results, in
 * order. One run is recorded, another compared with it: differing bytes depend on memory that was
 * filled differently.
 */
final class SinkLog {
  /** Maximum number of entries; runs are not compared beyond it. */
  static final int MOST = 100_000;

  /**
   * An output.
   *
   * @param program the program, "" if unknown
   * @param what what it is, as part of a sentence
   * @param where its destination; findings are made once per destination
   */
  private record Sink(String program, String what, String where, byte[] bytes, long result) {}

  private final List<Sink> written;
  private final boolean compares;
  private final FindingKind kind;
  private final UninitializedBytes filled;
  private final Set<String> told = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private String suspects = "";
  private int next;
  private volatile boolean over;

  private SinkLog(
      List<Sink> written, boolean compares, FindingKind kind, UninitializedBytes filled) {
    this.written = written;
    this.compares = compares;
    this.kind = kind;
    this.filled = filled;
  }

  /** Creates a log that records. */
  static SinkLog writing() {
    return new SinkLog(
        new ArrayList<>(), false, FindingKind.UNINITIALISED_STACK, UninitializedBytes.ZEROS);
  }

  /**
   * Creates a log that compares with the recorded one.
   *
   * @param bytes contents of uninitialised memory of this kind
   */
  SinkLog comparing(FindingKind findingKind, UninitializedBytes bytes) {
    return new SinkLog(written, true, findingKind, bytes);
  }

  /** Sets the names of the programs to blame if the program is unknown. */
  void suspect(List<String> programs) {
    suspects = String.join(", ", programs);
  }

  /** Stops recording, as nothing can depend on uninitialised memory. */
  void stop() {
    over = true;
    written.clear();
  }

  /** Whether further outputs are irrelevant. */
  boolean isOver() {
    return over;
  }

  /** The findings of the comparison. */
  List<Finding> findings() {
    return findings;
  }

  /**
   * Logs an output.
   *
   * @param memory the memory of {@code address}, null when it is not a program's memory
   * @param address source of the bytes
   */
  synchronized void sink(
      String program,
      String what,
      String where,
      byte[] bytes,
      long result,
      @Nullable ArenaMemory memory,
      long address) {
    if (over) {
      return;
    }
    if (!compares) {
      if (written.size() < MOST) {
        written.add(new Sink(program, what, where, bytes, result));
      }
      return;
    }
    if (next == written.size()) {
      over = true;
      return;
    }
    Sink before = written.get(next++);
    String by = program.isEmpty() ? suspects : program;
    if (!before.where.equals(where)
        || !before.program.equals(program)
        || before.bytes.length != bytes.length
        || before.result != result) {
      // From here on the runs diverge.
      over = true;
      report(
          by,
          where,
          "what it does depends on uninitialised %s: with other bytes there, %s differs"
              .formatted(memoryName(), before.where));
      return;
    }
    int first = Arrays.mismatch(before.bytes, bytes);
    if (first < 0) {
      return;
    }
    StringBuilder positions = new StringBuilder();
    int count = 0;
    int last = first;
    int from = first;
    while (from < bytes.length) {
      int to = from;
      while (to + 1 < bytes.length && before.bytes[to + 1] != bytes[to + 1]) {
        to++;
      }
      positions.append(positions.isEmpty() ? "" : ", ").append(from);
      if (to > from) {
        positions.append(" to ").append(to);
      }
      if (count == 0) {
        last = to;
      }
      count += to - from + 1;
      from = to + 1;
      while (from < bytes.length && before.bytes[from] == bytes[from]) {
        from++;
      }
    }
    String at = memory == null ? "" : place(memory, address + first);
    if (at.isEmpty() && kind == FindingKind.UNINITIALISED_STACK) {
      at = copied(bytes, first, last);
    }
    report(
        by,
        where,
        "%s %s of %s: uninitialised %s%s"
            .formatted(count == 1 ? "byte" : "bytes", positions, what, memoryName(), at));
  }

  /** The run with other bytes did not complete. */
  void failed(String how) {
    report(
        suspects,
        "the run",
        "what it does depends on uninitialised %s: with other bytes there, %s"
            .formatted(memoryName(), how));
  }

  private String memoryName() {
    return kind == FindingKind.UNINITIALISED_STACK ? "stack" : "memory";
  }

  private void report(String program, String where, String what) {
    // With uninitialised keys in a map, the order of its values is meaningless.
    if (!told.contains("keys of " + where) && told.add(where)) {
      findings.add(
          new Finding(
              kind,
              program,
              what
                  + "; on Linux it holds whatever earlier code left there, here 0: initialise it "
                  + "first, as with __builtin_memset"));
    }
  }

  /** Same, for copied bytes, if they are found in only one place of a frame. */
  private String copied(byte[] bytes, int first, int last) {
    int found = -1;
    for (int at = 0; last > first && at + last - first < ArenaMemory.STACK; at++) {
      int same = 0;
      while (first + same <= last && filled.at(at + same) == bytes[first + same]) {
        same++;
      }
      if (first + same > last) {
        if (found >= 0) {
          return "";
        }
        found = at;
      }
    }
    return found < 0 ? "" : ", from fp%d on".formatted(found - ArenaMemory.STACK);
  }

  /** {@code from fp-16 on}, if it is on a stack. */
  private static String place(ArenaMemory memory, long address) {
    ArenaMemory.Allocation a = memory.allocationNear(address);
    return a == null || !a.what().startsWith("stack of frame") || address >= a.address() + a.size()
        ? ""
        : ", from fp%d on".formatted(address - a.address() - a.size());
  }
}
