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
 * What leaves programs during a run: reports, requests, map values, records, results; in the order
 * it happens. One run is written down, another compared with it: bytes that are not the same depend
 * on memory that was filled with other bytes.
 */
final class SinkLog {
  /** What is written down at most; runs are not compared beyond it. */
  static final int MOST = 100_000;

  /**
   * Something that left.
   *
   * @param program who let it, "" where that is not known
   * @param what what it is, as part of a sentence
   * @param where where it went; findings are made once a place
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

  /** Writes down. */
  static SinkLog writing() {
    return new SinkLog(
        new ArrayList<>(), false, FindingKind.UNINITIALISED_STACK, UninitializedBytes.ZEROS);
  }

  /**
   * Compares with what was written down.
   *
   * @param bytes what uninitialised memory of this kind is filled with
   */
  SinkLog comparing(FindingKind findingKind, UninitializedBytes bytes) {
    return new SinkLog(written, true, findingKind, bytes);
  }

  /** Names of the programs that may be meant where nobody is named. */
  void suspect(List<String> programs) {
    suspects = String.join(", ", programs);
  }

  /** Writes nothing down, as nothing can depend on it. */
  void stop() {
    over = true;
    written.clear();
  }

  /** Whether nothing that leaves is of interest any more. */
  boolean isOver() {
    return over;
  }

  /** What the comparison found. */
  List<Finding> findings() {
    return findings;
  }

  /**
   * Something leaves.
   *
   * @param memory where {@code address} is, null when it is not in a program's memory
   * @param address where the bytes come from
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
      // From here on the runs are not the same.
      over = true;
      report(
          by,
          where,
          "what it does depends on uninitialised %s: with other bytes there, %s is not the same"
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

  /** The run with other bytes came to no end. */
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
    // Of a map with uninitialised keys, the order of its values says nothing more.
    if (!told.contains("keys of " + where) && told.add(where)) {
      findings.add(
          new Finding(
              kind,
              program,
              what
                  + "; Linux has there what ran before, here it is 0: set it first, as with"
                  + " __builtin_memset"));
    }
  }

  /** The same of bytes that came another way, where they are found in one place of a frame only. */
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

  /** {@code from fp-16 on}, where it is on a stack. */
  private static String place(ArenaMemory memory, long address) {
    ArenaMemory.Allocation a = memory.allocationNear(address);
    return a == null || !a.what().startsWith("stack of frame") || address >= a.address() + a.size()
        ? ""
        : ", from fp%d on".formatted(address - a.address() - a.size());
  }
}
