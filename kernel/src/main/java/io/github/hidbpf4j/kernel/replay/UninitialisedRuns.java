package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.kernel.BootState;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.LoadedProgram;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a replay whose programs may read memory that Linux does not initialise: their output is
 * recorded, or compared with that recorded in another run.
 */
final class UninitialisedRuns {
  private final SinkLog log;
  private final SinkWatch watch;

  private final BootState boot;
  private final EnumSet<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);

  private UninitialisedRuns(SinkLog log, BootState boot) {
    this.log = log;
    this.watch = new SinkWatch(log);
    this.boot = boot;
  }

  /** Replays as often as necessary. */
  static ReplaySummary run(
      ReplaySetup setup, RecordedInput input, Exploration.Source again, EventSink... sinks)
      throws IOException {
    SinkLog written = SinkLog.writing();
    UninitialisedRuns first = new UninitialisedRuns(written, BootState.FRESH);
    End end = new End();
    EventSink[] andEnd = new EventSink[sinks.length + 1];
    System.arraycopy(sinks, 0, andEnd, 0, sinks.length);
    andEnd[sinks.length] = end;
    ReplaySummary summary = Replay.inVirtualTime(setup, input, first, andEnd);
    List<Finding> findings = new ArrayList<>(summary.findings());
    ReplaySetup uncounted = setup.toBuilder().countInstructions(false).coverage(null).build();
    for (FindingKind kind : first.kinds) {
      for (Finding finding : compare(uncounted, written, kind, again)) {
        findings.add(finding);
        KernelEvent found = new ProgramEvent.Found(end.at(), finding);
        for (EventSink sink : sinks) {
          sink.event(found);
        }
      }
    }
    return summary.withFindings(findings);
  }

  private static List<Finding> compare(
      ReplaySetup setup, SinkLog written, FindingKind kind, Exploration.Source again)
      throws IOException {
    UninitializedBytes bytes = UninitializedBytes.of(setup.seed());
    SinkLog compared = written.comparing(kind, bytes);
    boolean onStack = kind == FindingKind.UNINITIALISED_STACK;
    UninitialisedRuns second =
        new UninitialisedRuns(
            compared,
            BootState.uninitialized(
                onStack ? bytes : UninitializedBytes.ZEROS,
                onStack ? UninitializedBytes.ZEROS : bytes));
    try (Exploration.Input more = again.open()) {
      ReplaySummary _ = Replay.inVirtualTime(setup, more, second);
    } catch (BpfException e) {
      compared.failed(String.valueOf(e.getMessage()));
    }
    return compared.findings();
  }

  /** Records when the first run ended. */
  private static final class End implements EventSink {
    private @Nullable Stamp at;

    @Override
    public boolean wantsHookRuns() {
      return false;
    }

    @Override
    public void event(KernelEvent event) {
      if (event instanceof ReplayEnd end) {
        at = end.at();
      }
    }

    @Override
    public boolean wantsReports() {
      return false;
    }

    Stamp at() {
      Stamp stamp = at;
      if (stamp == null) {
        throw new IllegalStateException("not over");
      }
      return stamp;
    }
  }

  /** The sink that observes the output of programs. */
  EventSink sink() {
    return watch;
  }

  /** The initial memory contents of its kernel. */
  BootState boot() {
    return boot;
  }

  /** Prepares a kernel, of which it must be a sink, before anything is loaded. */
  void prepare(Kernel kernel) {
    watch.watch(kernel);
  }

  /**
   * Determines the programs that may read uninitialised memory; if there are none, nothing is
   * recorded.
   */
  void suspect(List<LoadedObject> objects) {
    List<String> suspects = new ArrayList<>();
    for (LoadedObject object : objects) {
      for (LoadedProgram program : object.programs().values()) {
        boolean onStack = program.mayReadUninitializedStack();
        boolean elsewhere = program.mayReadUninitializedMemory();
        if (onStack) {
          kinds.add(FindingKind.UNINITIALISED_STACK);
        }
        if (elsewhere) {
          kinds.add(FindingKind.UNINITIALISED_MEMORY);
        }
        if (onStack || elsewhere) {
          suspects.add(program.name());
        }
      }
    }
    log.suspect(suspects);
    if (suspects.isEmpty()) {
      log.stop();
    }
  }

  /** At the end, also records the contents of maps. */
  void contents(List<LoadedObject> objects) {
    objects.forEach(watch::contents);
  }
}
