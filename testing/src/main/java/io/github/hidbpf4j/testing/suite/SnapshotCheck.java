package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.testing.snapshot.LineDiff;
import io.github.hidbpf4j.testing.snapshot.SnapshotException;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of a test: compares runs with it, or records them. First each kernel, then {@link
 * #head}, finally {@link #finish}.
 */
final class SnapshotCheck {
  /** The text of a run under one kernel, and its digest. */
  record Body(List<String> lines, String digest) {}

  /** Runs a test under one kernel. */
  interface Source {
    /** The digest of a run; empty if there is none. */
    String digest() throws IOException;

    /** The text of a run and its digest. */
    Body body() throws IOException;
  }

  private final Path file;
  private final boolean update;
  private final @Nullable SnapshotFile old;
  private final List<KernelResult> results;
  private final Map<String, Body> bodies = new LinkedHashMap<>();
  private List<String> head = List.of();

  private SnapshotCheck(
      Path file, boolean update, @Nullable SnapshotFile old, List<KernelResult> results) {
    this.file = file;
    this.update = update;
    this.old = old;
    this.results = results;
    if (old != null) {
      // The sections of kernels that were not requested stay unchanged, in their places.
      for (SnapshotFile.Section section : old.sections()) {
        section.kernels().forEach(k -> bodies.put(k, new Body(section.lines(), section.digest())));
      }
    }
  }

  /**
   * Reads a snapshot, if there is one; an update replaces one that cannot be read.
   *
   * @param results list to add results to
   */
  static SnapshotCheck of(Path file, boolean update, List<KernelResult> results)
      throws IOException {
    SnapshotFile old = null;
    if (Files.exists(file)) {
      try {
        old = SnapshotFile.read(file);
      } catch (SnapshotException e) {
        if (!update || !e.isSnapshot()) {
          throw e;
        }
        Failure why = Failures.of(e, file);
        results.add(
            updated(
                new Failure(
                    file, why.line(), "rewritten, as it could not be read", List.of(why.message())),
                ""));
      }
    }
    return new SnapshotCheck(file, update, old, results);
  }

  /** Whether there is a readable snapshot. */
  boolean exists() {
    return old != null;
  }

  /** The kernels that it has an expectation for. */
  List<String> kernels() {
    return old == null ? List.of() : old.kernels();
  }

  private SnapshotFile.@Nullable Section section(String kernel) {
    return old == null ? null : old.section(kernel);
  }

  private static KernelResult updated(Failure change, String kernel) {
    return new KernelResult(kernel, Status.UPDATED, List.of(change), 0);
  }

  private Failure at(int line, String message, List<String> details) {
    return new Failure(file, line, message, details);
  }

  /** The failure of a test without a snapshot. */
  Failure missing() {
    return at(0, "no snapshot yet: --update writes it; check it before you keep it", List.of());
  }

  /** Compares the head of the snapshot, or records it. */
  void head(List<String> lines) {
    head = List.copyOf(lines);
    Stopwatch begin = Stopwatch.start();
    LineDiff.Result diff = old == null ? LineDiff.of(head, head) : LineDiff.of(old.head(), head);
    if (diff.isEmpty()) {
      return;
    }
    results.addFirst(
        update
            ? updated(
                at(
                    0,
                    "the kernels that load it, or the findings, have changed: - before, + now",
                    lines(diff)),
                "")
            : new KernelResult(
                "",
                Status.FAILED,
                List.of(
                    at(
                        2 + diff.firstExpected(),
                        "the kernels that load it, or the findings, are not as expected",
                        lines(diff))),
                begin.nanos()));
  }

  /** Runs under a kernel, and compares or records what happens. */
  void run(String kernel, Source source) throws IOException {
    Stopwatch from = Stopwatch.start();
    SnapshotFile.Section section = section(kernel);
    if (update) {
      Body body = source.body();
      bodies.put(kernel, body);
      LineDiff.Result diff = section == null ? null : LineDiff.of(section.lines(), body.lines());
      results.add(
          diff == null
              ? updated(at(0, "written: check it", List.of()), kernel)
              : diff.isEmpty()
                  ? new KernelResult(kernel, Status.PASSED, List.of(), from.nanos())
                  : updated(at(0, "rewritten: - before, + now", lines(diff)), kernel));
      return;
    }
    Failure failure =
        old == null
            ? missing()
            : section == null
                ? at(
                    0,
                    "no expectation for kernel %s: --update adds it".formatted(kernel),
                    List.of())
                : compare(section, source);
    results.add(
        new KernelResult(
            kernel,
            failure == null ? Status.PASSED : Status.FAILED,
            failure == null ? List.of() : List.of(failure),
            from.nanos()));
  }

  private @Nullable Failure compare(SnapshotFile.Section section, Source source)
      throws IOException {
    if (!section.digest().isEmpty() && section.digest().equals(source.digest())) {
      return null;
    }
    LineDiff.Result diff = LineDiff.of(section.lines(), source.body().lines());
    return diff.isEmpty()
        ? null
        : at(
            section.firstLine() + diff.firstExpected(),
            "not as expected: - expected, + found",
            lines(diff));
  }

  /** Handles a kernel that rejects the object: the snapshot should have no section for it. */
  void refused(String kernel, Path object, String refusal, String firstLine) {
    SnapshotFile.Section section = section(kernel);
    if (section == null) {
      results.add(skipped(kernel, object, firstLine));
    } else if (update) {
      bodies.remove(kernel);
      results.add(
          updated(
              at(
                  0,
                  "section removed: kernel %s no longer loads the object".formatted(kernel),
                  List.of(firstLine)),
              kernel));
    } else {
      results.add(
          new KernelResult(
              kernel,
              Status.FAILED,
              List.of(
                  at(
                      section.firstLine() - 1,
                      "kernel %s no longer loads the object".formatted(kernel),
                      refusal.lines().toList())),
              0));
    }
  }

  /** The result for a requested kernel that rejects the object. */
  static KernelResult skipped(String kernel, Path object, String why) {
    return new KernelResult(
        kernel,
        Status.SKIPPED,
        List.of(
            new Failure(
                object, 0, "kernel %s does not load this object".formatted(kernel), List.of(why))),
        0);
  }

  /** Writes the file if something was recorded and the text has changed. */
  void finish() throws IOException {
    if (!update || bodies.isEmpty() && old == null) {
      return;
    }
    SnapshotFile fresh = new SnapshotFile(head, sections(bodies));
    if (old == null || !old.toText().equals(fresh.toText())) {
      fresh.write(file);
    }
  }

  private static List<String> lines(LineDiff.Result diff) {
    return diff.lines().stream().map(LineDiff.Line::toString).toList();
  }

  /** Kernels with the same text share a section. */
  private static List<SnapshotFile.Section> sections(Map<String, Body> bodies) {
    Map<List<String>, List<String>> byText = new LinkedHashMap<>();
    Map<List<String>, String> digests = new LinkedHashMap<>();
    bodies.forEach(
        (kernel, body) -> {
          byText.computeIfAbsent(body.lines(), _ -> new ArrayList<>()).add(kernel);
          digests.merge(body.lines(), body.digest(), (a, b) -> a.equals(b) ? a : "");
        });
    List<SnapshotFile.Section> sections = new ArrayList<>();
    byText.forEach(
        (lines, kernels) ->
            sections.add(SnapshotFile.Section.of(kernels, lines, digests.getOrDefault(lines, ""))));
    return sections;
  }
}
