package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.paths.ElementKey;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds event hooks that start a callback for every report that the callback itself injects. It is
 * a loop only if nothing on the way can distinguish the injected report from one of the device:
 * given the knowledge about the injected report, each path of the hook leads to the start, and each
 * path of the callback to the injection, as long as calls succeed ({@link ExpectedWay}).
 */
final class ReinjectionLoop {
  /** Represents the delayed work of RFC v1. */
  private static final DeferredField DELAYED_WORK =
      new DeferredField("delayed work", ElementKey.ONLY, 0);

  private static final int KNOWN_BYTES = 16;

  /** Maximum length of a chain of timers and work items that start each other. */
  private static final int MOST_STARTED = 64;

  /** The actions of a path, and the bytes of the event buffer that it has written. */
  private record Progress(Set<Mark> marks, long written) {
    static final Progress NONE = new Progress(Set.of(), 0);

    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Progress that && that.written == written && that.marks.equals(marks);
    }

    @Override
    public int hashCode() {
      return 31 * marks.hashCode() + Long.hashCode(written);
    }

    Progress with(Mark mark) {
      Set<Mark> more = new HashSet<>(marks);
      more.add(mark);
      return new Progress(Set.copyOf(more), written);
    }
  }

  private final TimerUses uses;
  private final List<AnalyzedProgram> programs;
  private final Map<DeferredField, List<Injection>> led = new HashMap<>();
  private final Set<DeferredField> asking = new HashSet<>();

  private ReinjectionLoop(TimerUses uses, List<AnalyzedProgram> programs) {
    this.uses = uses;
    this.programs = programs;
  }

  static void check(TimerUses uses, List<AnalyzedProgram> programs, FindingCollector findings) {
    ReinjectionLoop check = new ReinjectionLoop(uses, programs);
    for (AnalyzedProgram hook : programs) {
      if (hook.isEventHook()) {
        check.check(hook, findings);
      }
    }
  }

  private void check(AnalyzedProgram hook, FindingCollector findings) {
    for (DeferredField field : started(hook)) {
      List<Injection> injections = injections(field);
      Place start = null;
      boolean always = !injections.isEmpty();
      for (Injection injection : injections) {
        Place place = always ? alwaysStarts(hook, injection) : null;
        always &= place != null;
        start = place == null ? start : place;
      }
      if (always && start != null) {
        findings.report(
            FindingKind.REINJECTION_LOOP,
            start,
            "starts what injects a report at "
                + injections.getFirst().place()
                + ", for which this hook starts it again, endlessly: leave alone reports whose "
                + "source is not 0, or that have another id");
        return;
      }
    }
  }

  /** Fields that the hook starts on some path. */
  private static Set<DeferredField> started(AnalyzedProgram hook) {
    Set<DeferredField> fields = new LinkedHashSet<>();
    EntryPoint inside = EntryPoint.of(hook);
    hook.forEachReached(
        inside.node(),
        node -> {
          DeferredField field = started(node, inside);
          if (field != null) {
            fields.add(field);
          }
        });
    return fields;
  }

  /** The field that a node starts, or null. */
  private static @Nullable DeferredField started(int node, EntryPoint inside) {
    KernelFunction function = inside.program().paths().called(node);
    Effect.Starts starts = function == null ? null : function.effect(Effect.Starts.class);
    if (starts == null) {
      return null;
    }
    return starts.deferral() == Deferral.DEVICE_WORK
        ? DELAYED_WORK
        : inside.program().field(node, 1, inside);
  }

  /** The reports that starting this field certainly injects; empty if uncertain. */
  private List<Injection> injections(DeferredField field) {
    List<Injection> known = led.get(field);
    if (known != null) {
      return known;
    }
    if (asking.size() == MOST_STARTED || !asking.add(field)) {
      return List.of();
    }
    List<Injection> all = new ArrayList<>();
    boolean certain = true;
    for (EntryPoint callback : callbacks(field)) {
      List<Injection> some = injections(callback);
      certain &= field.equals(DELAYED_WORK) || !some.isEmpty();
      all.addAll(some);
    }
    asking.remove(field);
    List<Injection> result = certain ? all : List.of();
    led.put(field, result);
    return result;
  }

  private List<EntryPoint> callbacks(DeferredField field) {
    return field.equals(DELAYED_WORK)
        ? programs.stream().filter(p -> p.hook().equals("hid_offload")).map(EntryPoint::of).toList()
        : uses.callbacks(field);
  }

  // ---- callbacks

  /** The reports that all paths of a callback inject, directly or through callbacks they start. */
  private List<Injection> injections(EntryPoint callback) {
    Injecting question = new Injecting(callback);
    return question.isMetOnAllPaths(callback.node()) ? question.found : List.of();
  }

  /** Searches for something that every open path of a program must reach. */
  private abstract static class OnAllPaths implements PathSearch.Question<Progress> {
    final ProgramPaths paths;
    private final ExpectedWay way;
    boolean missed;

    /**
     * Creates a search.
     *
     * @param injection the report that the program runs for; null for a callback
     */
    OnAllPaths(AnalyzedProgram program, @Nullable Injection injection) {
      this.paths = program.paths();
      this.way = new ExpectedWay(program, injection);
    }

    boolean isMetOnAllPaths(int start) {
      return new PathSearch<>(paths, this).from(start, Progress.NONE) && !missed;
    }

    @Override
    public @Nullable Progress branch(int node, boolean taken, Progress progress) {
      return way.isOpen(node, taken, progress.marks(), progress.written()) ? progress : null;
    }

    @Override
    public void end(int node, Progress progress) {
      missed = true;
    }
  }

  private final class Injecting extends OnAllPaths {
    private final EntryPoint callback;
    private final List<Injection> found = new ArrayList<>();

    Injecting(EntryPoint callback) {
      super(callback.program(), null);
      this.callback = callback;
    }

    @Override
    public @Nullable Progress pass(int node, Progress progress) {
      KernelFunction function = paths.called(node);
      if (missed || function == null) {
        return missed ? null : progress;
      }
      if (function.is(Trait.INJECTS_REPORT)) {
        found.add(
            new Injection(
                callback.program().place(node),
                bytes(node),
                paths.constant(node, 2),
                taken(progress.marks())));
        return null;
      }
      DeferredField field = started(node, callback);
      List<Injection> by = field == null ? List.of() : injections(field);
      if (!by.isEmpty()) {
        found.addAll(by);
        return null;
      }
      return function.is(Trait.TAKES_FROM_QUEUE)
              && paths.argument(node, 1) instanceof Operand.MapOf(MapSpec queue)
          ? progress.with(new Mark(Mark.Kind.TAKEN, queue.name()))
          : updated(paths, node, function, progress);
    }

    private int[] bytes(int node) {
      if (paths.argument(node, 3) instanceof Operand.Stack at) {
        return paths.bytes(node, at, KNOWN_BYTES);
      }
      int[] unknown = new int[KNOWN_BYTES];
      Arrays.fill(unknown, -1);
      return unknown;
    }
  }

  private static Progress updated(
      ProgramPaths paths, int node, KernelFunction function, Progress progress) {
    return function == DataFunctions.MAP_UPDATE_ELEM
            && paths.argument(node, 1) instanceof Operand.MapOf(MapSpec map)
        ? progress.with(new Mark(Mark.Kind.UPDATED, map.name()))
        : progress;
  }

  private static Set<String> taken(Set<Mark> marks) {
    Set<String> queues = new HashSet<>();
    for (Mark mark : marks) {
      if (mark.what() == Mark.Kind.TAKEN) {
        queues.add(mark.map());
      }
    }
    return queues;
  }

  // ---- the hook

  /** Where the hook starts a callback that injects, on every path for this report; or null. */
  private @Nullable Place alwaysStarts(AnalyzedProgram hook, Injection injection) {
    Starting question = new Starting(hook, injection);
    return question.isMetOnAllPaths(hook.paths().start()) ? question.place : null;
  }

  private final class Starting extends OnAllPaths {

    private final AnalyzedProgram hook;
    private final EntryPoint inside;
    private final Injection injection;
    private @Nullable Place place;

    Starting(AnalyzedProgram hook, Injection injection) {
      super(hook, injection);
      this.hook = hook;
      this.inside = EntryPoint.of(hook);
      this.injection = injection;
    }

    @Override
    public @Nullable Progress pass(int node, Progress progress) {
      if (missed) {
        return null;
      }
      if (paths.isAccess(node)) {
        return accessed(node, progress);
      }
      KernelFunction function = paths.called(node);
      if (function == null) {
        return progress;
      }
      Progress then = updated(paths, node, function, progress);
      DeferredField field = started(node, inside);
      if (field != null && !injections(field).isEmpty()) {
        place = hook.place(node);
        then = then.with(Mark.STARTED);
      }
      if (function == DataFunctions.MAP_PUSH_ELEM
          && paths.argument(node, 1) instanceof Operand.MapOf(MapSpec queue)) {
        then = then.with(new Mark(Mark.Kind.PUT, queue.name()));
      }
      // A callback that finds its queue empty injects nothing.
      return then.marks().contains(Mark.STARTED) && fills(then.marks())
          ? null
          : handed(node, function, then);
    }

    private boolean fills(Set<Mark> marks) {
      return injection.emptied().stream().allMatch(q -> marks.contains(new Mark(Mark.Kind.PUT, q)));
    }

    private Progress accessed(int node, Progress progress) {
      EventBytes bytes = paths.instruction(node).isLoad() ? null : hook.accessedEvent(node);
      return bytes == null
          ? progress
          : new Progress(progress.marks(), progress.written() | bytes.mask());
    }

    /** A call may write the memory passed to it. */
    private Progress handed(int node, KernelFunction function, Progress progress) {
      for (int n = 1; n <= 5 && !function.is(Trait.WRITES_NO_MEMORY); n++) {
        if (hook.eventArgument(node, n, 1) != null) {
          return new Progress(progress.marks(), -1);
        }
      }
      return progress;
    }
  }
}
