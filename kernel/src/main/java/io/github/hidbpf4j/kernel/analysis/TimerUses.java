package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.Entry;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The uses of timers and work queues by the programs of an object: which callbacks they set, and
 * where they start and cancel them, on any path, including callbacks.
 */
public final class TimerUses {
  private static final int MOST_ENTRY_POINTS = 256;

  /** A cancel on a path: its field, and its node, whose result tells whether it failed. */
  private record Cancelled(DeferredField field, int node) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Cancelled that && that.node == node && that.field.equals(field);
    }

    @Override
    public int hashCode() {
      return 31 * field.hashCode() + node;
    }
  }

  /** The state of a path: callbacks that it set, and cancels after which it set none. */
  private record Done(Set<DeferredField> set, Set<Cancelled> cancelled) {
    static final Done NOTHING = new Done(Set.of(), Set.of());

    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Done that && that.set.equals(set) && that.cancelled.equals(cancelled);
    }

    @Override
    public int hashCode() {
      return 31 * set.hashCode() + cancelled.hashCode();
    }
  }

  /**
   * A start of a timer or work queue.
   *
   * @param field the timer or work queue
   * @param what its kind
   * @param place the call
   * @param inside the entry point that contains it
   * @param set callbacks that were set on the way
   * @param cancelled fields that were cancelled since
   */
  public record Start(
      DeferredField field,
      Deferral what,
      Place place,
      EntryPoint inside,
      Set<DeferredField> set,
      Set<DeferredField> cancelled) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Start that
          && that.field.equals(field)
          && that.what == what
          && that.place.equals(place)
          && that.inside.equals(inside)
          && that.set.equals(set)
          && that.cancelled.equals(cancelled);
    }

    @Override
    public int hashCode() {
      return (31 * field.hashCode() + place.hashCode()) * 31 + inside.hashCode();
    }
  }

  private final Set<EntryPoint> entryPoints = new LinkedHashSet<>();
  private final Set<Start> starts = new LinkedHashSet<>();
  private final Map<DeferredField, Place> cancels = new LinkedHashMap<>();
  private final Set<DeferredField> leftCancelled = new HashSet<>();

  /** Analyses all programs of an object. */
  public TimerUses(List<AnalyzedProgram> programs) {
    List<EntryPoint> pending = new ArrayList<>();
    for (AnalyzedProgram program : programs) {
      pending.add(EntryPoint.of(program));
    }
    entryPoints.addAll(pending);
    while (!pending.isEmpty()) {
      EntryPoint inside = pending.removeFirst();
      boolean _ =
          new PathSearch<>(inside.program().paths(), new Path(inside, pending))
              .from(inside.node(), Done.NOTHING);
    }
  }

  /** Programs, and callbacks that they set, directly or in others. */
  public Set<EntryPoint> entryPoints() {
    return entryPoints;
  }

  /** The callbacks that may run when this field was started. */
  public List<EntryPoint> callbacks(DeferredField of) {
    return entryPoints.stream().filter(e -> e.field() != null && e.field().mayAlias(of)).toList();
  }

  /** Calls that start a timer or work queue. */
  public Set<Start> starts() {
    return starts;
  }

  /** Timers that are cancelled, and the first place of each. */
  public Map<DeferredField, Place> cancels() {
    return cancels;
  }

  /**
   * Whether a program or callback cancels it and then returns without setting its callback again.
   */
  boolean isLeftCancelled(DeferredField field) {
    return leftCancelled.contains(field);
  }

  private final class Path implements PathSearch.Question<Done> {
    private final EntryPoint inside;
    private final AnalyzedProgram program;
    private final ProgramPaths paths;
    private final List<EntryPoint> pending;

    Path(EntryPoint inside, List<EntryPoint> pending) {
      this.inside = inside;
      this.program = inside.program();
      this.paths = program.paths();
      this.pending = pending;
    }

    @Override
    public Done pass(int node, Done done) {
      KernelFunction function = paths.called(node);
      if (function == null) {
        return done;
      }
      if (function == TimerFunctions.TIMER_CANCEL) {
        return cancel(node, done);
      }
      Effect.SetsCallback sets = function.effect(Effect.SetsCallback.class);
      if (sets != null) {
        return set(node, sets.context(), done);
      }
      Effect.Starts start = function.effect(Effect.Starts.class);
      if (start != null && start.deferral() != Deferral.DEVICE_WORK) {
        starts.add(
            new Start(
                program.field(node, 1, inside),
                start.deferral(),
                program.place(node),
                inside,
                done.set(),
                fields(done.cancelled())));
      }
      return done;
    }

    private Done cancel(int node, Done done) {
      DeferredField field = program.field(node, 1, inside);
      DeferredField own = inside.field();
      if (!field.isKnown() || inside.isTimerCallback() && own != null && own.mayAlias(field)) {
        return done; // -EDEADLK in its own callback, without effect
      }
      cancels.putIfAbsent(field, program.place(node));
      Set<Cancelled> cancelled = new HashSet<>(done.cancelled());
      cancelled.add(new Cancelled(field, node));
      return new Done(done.set(), Set.copyOf(cancelled));
    }

    private Done set(int node, Effect.Context context, Done done) {
      DeferredField field = program.field(node, 1, inside);
      for (Entry entry : paths.entries()) {
        if (entry.setBy() == node) {
          EntryPoint callback = new EntryPoint(program, entry.node(), field, context);
          if (entryPoints.size() < MOST_ENTRY_POINTS && entryPoints.add(callback)) {
            pending.add(callback);
          }
        }
      }
      Set<DeferredField> set = new HashSet<>(done.set());
      set.add(field);
      Set<Cancelled> cancelled = new HashSet<>(done.cancelled());
      cancelled.removeIf(c -> c.field().mayAlias(field));
      return new Done(Set.copyOf(set), Set.copyOf(cancelled));
    }

    /** A cancel that failed has dropped nothing. */
    @Override
    public Done branch(int node, boolean taken, Done done) {
      Comparison comparison = done.cancelled().isEmpty() ? null : paths.comparison(node);
      if (comparison == null || !comparison.leavesNegative(taken)) {
        return done;
      }
      Set<Cancelled> cancelled = new HashSet<>(done.cancelled());
      for (Source source : paths.sources(node, comparison.register())) {
        if (source.isResult()) {
          cancelled.removeIf(c -> c.node() == source.node());
        }
      }
      return new Done(done.set(), Set.copyOf(cancelled));
    }

    @Override
    public void end(int node, Done done) {
      leftCancelled.addAll(fields(done.cancelled()));
    }
  }

  private static Set<DeferredField> fields(Set<Cancelled> cancelled) {
    Set<DeferredField> fields = new HashSet<>();
    cancelled.forEach(c -> fields.add(c.field()));
    return Set.copyOf(fields);
  }

  // ---- callbacks that are set when a callback runs

  /** Fields whose callback is set wherever this one is started; null if it is never started. */
  static @Nullable Set<DeferredField> setWhereStarted(
      DeferredField field, Map<Start, Set<DeferredField>> setAt) {
    Set<DeferredField> all = null;
    for (Map.Entry<Start, Set<DeferredField>> one : setAt.entrySet()) {
      if (one.getKey().field().mayAlias(field)) {
        if (all == null) {
          all = new HashSet<>(one.getValue());
        } else {
          all.retainAll(one.getValue());
        }
      }
    }
    return all;
  }
}
