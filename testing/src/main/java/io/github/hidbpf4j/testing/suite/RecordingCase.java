package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.EntryTape;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingException;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.replay.Exploration;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.snapshot.DigestTranscript;
import io.github.hidbpf4j.testing.snapshot.RunTranscriber;
import io.github.hidbpf4j.testing.snapshot.SnapshotException;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import io.github.hidbpf4j.testing.snapshot.TextTranscript;
import io.github.hidbpf4j.testing.snapshot.Transcript;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A test of an object with a recording: what the fix does is compared with a snapshot. */
final class RecordingCase implements TestCase {
  /** Recordings with fewer events are not worth compiling a program for. */
  private static final int FEW = 20_000;

  /** For how long after the end of a recording a real kernel may show effects. */
  private static final long TAIL = 1_000_000_000L;

  /** Events are kept if they take at most this part of the memory. */
  private static final int PART_KEPT = 4;

  private final FixObject fix;
  private final Path recording;
  private final int device;
  private final boolean several;
  private final Path snapshot;

  /**
   * Creates a test.
   *
   * @param stem start of the names of snapshots of this recording
   * @param device index of the device in the recording
   * @param several whether the recording has other devices that a fix is for
   */
  RecordingCase(FixObject fix, Path recording, String stem, int device, boolean several) {
    this.fix = fix;
    this.recording = recording;
    this.device = device;
    this.several = several;
    this.snapshot =
        recording.resolveSibling(
            stem + (several ? "." + device : "") + "." + fix.stem() + SnapshotFile.SUFFIX);
  }

  @Override
  public String name() {
    return "%s%s, %s"
        .formatted(recording, several ? " device " + device : "", fix.file().getFileName());
  }

  @Override
  public Path file() {
    return recording;
  }

  @Override
  public Set<Path> inputs() {
    return Set.of(fix.file(), recording, TestFiles.modelPlace(recording), snapshot);
  }

  @Override
  public Path snapshot() {
    return snapshot;
  }

  @Override
  public CaseResult run(SuiteOptions options) {
    Stopwatch begin = Stopwatch.start();
    try {
      RealKernel real = options.real();
      if (real != null) {
        return new CaseResult(name(), recording, List.of(onReal(real, options)));
      }
      List<KernelResult> results = new ArrayList<>();
      SnapshotCheck check = SnapshotCheck.of(snapshot, options.update(), results);
      List<String> kernels = kernels(options, check);
      if (kernels.isEmpty()) {
        return broken(
            begin,
            new Failure(
                fix.file(),
                0,
                "no kernel loads this object: nothing can be tested",
                fix.verdicts()));
      }
      Material material = new Material(options.coverage(), options.watcher());
      if (!options.update() && !check.exists()) {
        return broken(begin, check.missing());
      }
      for (String kernel : kernels) {
        String refusal = fix.refusal(kernel);
        if (refusal.isEmpty()) {
          check.run(kernel, material.under(kernel));
        } else {
          check.refused(kernel, fix.file(), refusal, fix.firstLine(refusal));
        }
      }
      List<String> head = new ArrayList<>(fix.verdicts());
      head.addAll(material.findings());
      check.head(head);
      check.finish();
      return new CaseResult(name(), recording, results);
    } catch (IOException e) {
      return broken(begin, Failures.of(e, recording));
    } catch (SnapshotException e) {
      return broken(begin, Failures.of(e, snapshot));
    } catch (HidException | BpfException e) {
      return broken(begin, Failures.of(e, recording));
    }
  }

  private KernelResult onReal(RealKernel real, SuiteOptions options) throws IOException {
    Stopwatch begin = Stopwatch.start();
    String refusal = fix.refusal(real.profile());
    if (!refusal.isEmpty()) {
      return RealRun.skipped(
          real,
          SnapshotCheck.skipped(real.profile(), fix.file(), fix.firstLine(refusal)),
          List.of(fix));
    }
    Material material = new Material(options.coverage(), options.watcher());
    List<DeviceSetup> setups =
        List.of(
            new DeviceSetup(
                "",
                material.recorded,
                List.of(fix.fix()),
                material.answers,
                Map.of(),
                false,
                Set.of()));
    RealRun run = RealRun.of(real, 0, setups, List.of(fix));
    try (Bench bench =
        Bench.of(
            KernelList.profile(real.profile()),
            0,
            setups,
            run.audience(
                options.watcher().watch(name(), real.profile()),
                options.coverage(),
                fix.known()))) {
      bench.devices().getFirst().replay(material.objects());
      bench.advance(TAIL);
    }
    return run.result(name(), recording, 0, null, begin);
  }

  private CaseResult broken(Stopwatch begin, Failure failure) {
    return new CaseResult(
        name(),
        recording,
        List.of(new KernelResult("", Status.FAILED, List.of(failure), begin.nanos())));
  }

  /**
   * The kernels: the requested ones; otherwise those of the snapshot; otherwise those of three that
   * load it.
   */
  private List<String> kernels(SuiteOptions options, SnapshotCheck check) {
    if (!options.kernels().isEmpty()) {
      return options.kernels();
    }
    if (!check.kernels().isEmpty()) {
      return check.kernels();
    }
    return UsualKernels.among(List.of(fix.loading()));
  }

  /** Collects the findings after a run, which result from comparing it with a second one. */
  private static final class LateFindings implements EventSink {
    final List<String> lines = new ArrayList<>();
    private boolean over;

    @Override
    public boolean wantsHookRuns() {
      return false;
    }

    @Override
    public void event(KernelEvent event) {
      over |= event instanceof ReplayEnd;
      if (over && event instanceof ProgramEvent.Found found) {
        lines.add("finding     " + found.finding());
      }
    }

    @Override
    public boolean wantsReports() {
      return false;
    }
  }

  // ---- runs

  /** The recording and its device model, read once for all kernels. */
  private final class Material {
    final RecordedDevice recorded;
    final EntryTape entries;
    final RecordedEvent.Kind kind;
    final @Nullable DeviceModel answers;
    final @Nullable Consumer<ExecutionCounts> coverage;

    private final RunWatcher watcher;
    private final Set<String> watched = new HashSet<>();

    Material(@Nullable Consumer<ExecutionCounts> coverage, RunWatcher watcher) throws IOException {
      this.coverage = coverage;
      this.watcher = watcher;
      Path model = TestFiles.modelOf(recording);
      entries = new EntryTape(Runtime.getRuntime().maxMemory() / PART_KEPT);
      boolean early = false;
      RecordedDevice found;
      try (RecordingReader reader = RecordingReader.open(recording)) {
        while (reader.advance()) {
          entries.add(reader);
          early |=
              reader.device() == device
                  && reader.request() == null
                  && reader.kind() == RecordedEvent.Kind.BEFORE_BPF;
        }
        found = reader.devices().stream().filter(d -> d.index() == device).findFirst().orElse(null);
      }
      entries.end();
      if (!entries.isWhole()) {
        throw new RecordingException(
            recording.toString(), 1, "more than fits into memory: split the file");
      }
      if (found == null) {
        throw new HidException("%s: no device %d any more".formatted(recording, device));
      }
      recorded = found;
      kind = early ? RecordedEvent.Kind.BEFORE_BPF : RecordedEvent.Kind.INPUT;
      answers = model == null ? null : DeviceModel.read(model);
    }

    /** The entries as objects. */
    List<RecordedEntry> objects() throws IOException {
      List<RecordedEntry> all = new ArrayList<>();
      EntryCursor cursor = entries.read(device, kind);
      while (cursor.next()) {
        RecordedRequest request = cursor.request();
        int from = cursor.offset();
        all.add(
            request != null
                ? request
                : new RecordedEvent(
                    device,
                    kind,
                    cursor.micros(),
                    Arrays.copyOfRange(cursor.bytes(), from, from + cursor.length())));
      }
      return all;
    }

    private Exploration.Input open() {
      EntryCursor cursor = entries.read(device, kind);
      return new Exploration.Input() {
        @Override
        public EntryCursor cursor() {
          return cursor;
        }

        @Override
        public void close() {}
      };
    }

    /** Findings about uninitialised memory, which are searched for in one run under one kernel. */
    private @Nullable List<String> late;

    /** Lines of the snapshot's head that only runs provide. */
    List<String> findings() {
      return late == null ? List.of() : late;
    }

    private void take(
        String kernel, Transcript transcript, @Nullable Consumer<ExecutionCounts> counts)
        throws IOException {
      ApiProfile profile = KernelList.profile(kernel);
      ReplaySetup setup =
          ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), recorded)
              .fixes(List.of(fix.fix()))
              .model(answers)
              .coverage(counts)
              .engine(entries.entries() < FEW ? Engine.INTERPRETER : Engine.AUTO)
              .known(fix.known())
              .build();
      RunTranscriber transcriber = new RunTranscriber(transcript);
      try {
        // Later runs under the same kernel do the same: only the first is observed.
        List<EventSink> sinks = new ArrayList<>();
        if (watched.add(kernel)) {
          sinks.addAll(watcher.watch(name(), kernel));
        }
        sinks.add(transcriber);
        if (late == null) {
          LateFindings found = new LateFindings();
          sinks.add(found);
          ReplaySummary _ =
              Replay.runTwice(setup, open(), this::open, sinks.toArray(EventSink[]::new));
          late = found.lines;
        } else {
          ReplaySummary _ = Replay.run(setup, open(), sinks.toArray(EventSink[]::new));
        }
        transcriber.finish();
      } catch (BpfException e) {
        transcript.line("not loaded: " + fix.firstLine(String.valueOf(e.getMessage())));
      }
    }

    SnapshotCheck.Source under(String kernel) {
      return new SnapshotCheck.Source() {
        // The run that is counted for coverage: others under the same kernel do the same.
        @Override
        public String digest() throws IOException {
          DigestTranscript digest = new DigestTranscript();
          take(kernel, digest, counted ? null : coverage);
          counted = true;
          return digest.result();
        }

        private boolean counted;

        @Override
        public SnapshotCheck.Body body() throws IOException {
          TextTranscript text = new TextTranscript();
          take(kernel, text, null);
          return new SnapshotCheck.Body(text.lines(), digest());
        }
      };
    }
  }
}
