package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.replay.Exploration;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.snapshot.DigestTranscript;
import io.github.hidbpf4j.testing.snapshot.LineDiff;
import io.github.hidbpf4j.testing.snapshot.RunTranscriber;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import io.github.hidbpf4j.testing.snapshot.TextTranscript;
import io.github.hidbpf4j.testing.snapshot.Transcript;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object and a recording: what the fix does with it is compared with a snapshot. */
final class RecordingCase implements TestCase {
  private final FixObject fix;
  private final Path recording;
  private final int device;
  private final @Nullable Path model;
  private final Path snapshot;

  /**
   * A test.
   *
   * @param device index of the device in the recording
   * @param several whether the recording has other devices that a fix is for
   */
  RecordingCase(FixObject fix, Path recording, int device, boolean several, @Nullable Path model) {
    this.fix = fix;
    this.recording = recording;
    this.device = device;
    this.model = model;
    String stem = String.valueOf(recording.getFileName()).replaceFirst("\\.[^.]+$", "");
    this.snapshot =
        recording.resolveSibling(
            stem + (several ? "." + device : "") + "." + fix.stem() + SnapshotFile.SUFFIX);
    this.several = several;
  }

  private final boolean several;

  @Override
  public String name() {
    return "%s%s, %s"
        .formatted(recording, several ? " device " + device : "", fix.file().getFileName());
  }

  @Override
  public Path file() {
    return recording;
  }

  /** What a run under one kernel was. */
  private record Body(List<String> lines, String digest) {}

  @Override
  public CaseResult run(SuiteOptions options) {
    Stopwatch begin = Stopwatch.start();
    try {
      SnapshotFile old = Files.exists(snapshot) ? SnapshotFile.read(snapshot) : null;
      List<String> kernels = kernels(options, old);
      if (kernels.isEmpty()) {
        return broken(
            begin,
            new Failure(
                fix.file(),
                0,
                "no kernel loads this object: nothing can be tested",
                fix.verdicts()));
      }
      Material material = new Material();
      return options.update()
          ? update(kernels, old, material)
          : compare(kernels, old, material, begin);
    } catch (IOException e) {
      return broken(begin, new Failure(recording, 0, String.valueOf(e.getMessage()), List.of()));
    } catch (HidException | BpfException e) {
      return broken(begin, Failures.of(e, recording));
    }
  }

  private CaseResult broken(Stopwatch begin, Failure failure) {
    return new CaseResult(
        name(),
        recording,
        List.of(new KernelResult("", Status.FAILED, List.of(failure), begin.nanos())));
  }

  /** Those that were asked for; else those of the snapshot; else those of three that load it. */
  private List<String> kernels(SuiteOptions options, @Nullable SnapshotFile old) {
    if (!options.kernels().isEmpty()) {
      return options.kernels();
    }
    if (old != null && !old.kernels().isEmpty()) {
      return old.kernels();
    }
    List<String> loading = fix.loading();
    List<String> usual = SuiteOptions.DEFAULT_KERNELS.stream().filter(loading::contains).toList();
    return usual.isEmpty() && !loading.isEmpty() ? List.of(loading.getLast()) : usual;
  }

  // ---- runs

  /** What is replayed, read once for all kernels. */
  private final class Material {
    final RecordedDevice recorded;
    final List<RecordedEntry> entries;
    final @Nullable DeviceModel answers;

    Material() throws IOException {
      Recording all = Recording.read(recording);
      RecordedDevice found = all.device(device);
      if (found == null) {
        throw new HidException("%s: no device %d any more".formatted(recording, device));
      }
      recorded = found;
      entries = all.toReplay(device);
      answers = model == null ? null : DeviceModel.read(model);
    }

    private Exploration.Input open() {
      Iterator<RecordedEntry> left = entries.iterator();
      return new Exploration.Input() {
        @Override
        public @Nullable RecordedEntry next() {
          return left.hasNext() ? left.next() : null;
        }

        @Override
        public void close() {}
      };
    }

    void take(String kernel, Transcript transcript) throws IOException {
      ApiProfile profile = KernelList.profile(kernel);
      ReplaySetup setup =
          ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), recorded)
              .fixes(List.of(fix.fix()))
              .model(answers)
              .build();
      RunTranscriber transcriber = new RunTranscriber(transcript);
      try {
        ReplaySummary _ = Replay.runTwice(setup, open(), this::open, transcriber);
        transcriber.finish();
      } catch (BpfException e) {
        transcript.line("not loaded: " + e.getMessage());
      }
    }

    String digest(String kernel) throws IOException {
      DigestTranscript digest = new DigestTranscript();
      take(kernel, digest);
      return digest.result();
    }

    Body body(String kernel) throws IOException {
      TextTranscript text = new TextTranscript();
      take(kernel, text);
      return new Body(text.lines(), digest(kernel));
    }
  }

  // ---- comparing

  private CaseResult compare(
      List<String> kernels, @Nullable SnapshotFile old, Material material, Stopwatch begin)
      throws IOException {
    if (old == null) {
      return broken(
          begin,
          new Failure(
              snapshot,
              0,
              "no snapshot yet: --update writes it; read it before it is kept",
              List.of()));
    }
    List<KernelResult> results = new ArrayList<>();
    KernelResult head = compareHead(old, begin);
    if (head != null) {
      results.add(head);
    }
    for (String kernel : kernels) {
      Stopwatch from = Stopwatch.start();
      List<Failure> failures = compare(kernel, old.section(kernel), material);
      results.add(
          new KernelResult(
              kernel, failures.isEmpty() ? Status.PASSED : Status.FAILED, failures, from.nanos()));
    }
    return new CaseResult(name(), recording, results);
  }

  private @Nullable KernelResult compareHead(SnapshotFile old, Stopwatch begin) {
    LineDiff.Result diff = LineDiff.of(old.head(), fix.verdicts());
    return diff.isEmpty()
        ? null
        : new KernelResult(
            "",
            Status.FAILED,
            List.of(
                new Failure(
                    snapshot,
                    2 + diff.firstExpected(),
                    "other kernels load it than expected",
                    lines(diff))),
            begin.nanos());
  }

  private List<Failure> compare(
      String kernel, SnapshotFile.@Nullable Section section, Material material) throws IOException {
    if (section == null) {
      return List.of(
          new Failure(
              snapshot,
              0,
              "no expectation for kernel %s: --update adds it".formatted(kernel),
              List.of()));
    }
    if (!section.digest().isEmpty() && section.digest().equals(material.digest(kernel))) {
      return List.of();
    }
    Body body = material.body(kernel);
    LineDiff.Result diff = LineDiff.of(section.lines(), body.lines());
    if (diff.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Failure(
            snapshot,
            section.firstLine() + diff.firstExpected(),
            "not as expected: - expected, + found",
            lines(diff)));
  }

  private static List<String> lines(LineDiff.Result diff) {
    return diff.lines().stream().map(LineDiff.Line::toString).toList();
  }

  // ---- updating

  private CaseResult update(List<String> kernels, @Nullable SnapshotFile old, Material material)
      throws IOException {
    List<KernelResult> results = new ArrayList<>();
    Map<String, Body> bodies = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>(old == null ? List.of() : old.kernels());
    all.addAll(kernels);
    for (String kernel : all) {
      Stopwatch from = Stopwatch.start();
      SnapshotFile.Section section = old == null ? null : old.section(kernel);
      if (!kernels.contains(kernel) && section != null) {
        bodies.put(kernel, new Body(section.lines(), section.digest()));
        continue;
      }
      Body body = material.body(kernel);
      bodies.put(kernel, body);
      LineDiff.Result diff =
          LineDiff.of(section == null ? List.of() : section.lines(), body.lines());
      boolean same = section != null && diff.isEmpty();
      results.add(
          new KernelResult(
              kernel,
              same ? Status.PASSED : Status.UPDATED,
              same
                  ? List.of()
                  : List.of(
                      new Failure(
                          snapshot,
                          0,
                          section == null ? "written: look at it" : "written anew: - was, + is",
                          section == null ? List.of() : lines(diff))),
              from.nanos()));
    }
    SnapshotFile fresh = new SnapshotFile(fix.verdicts(), sections(bodies));
    if (old != null && !old.head().equals(fresh.head())) {
      results.add(
          new KernelResult(
              "",
              Status.UPDATED,
              List.of(
                  new Failure(
                      snapshot,
                      0,
                      "other kernels load it than before",
                      lines(LineDiff.of(old.head(), fresh.head())))),
              0));
    }
    if (old == null || !old.toText().equals(fresh.toText())) {
      fresh.write(snapshot);
    }
    return new CaseResult(name(), recording, results);
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
