package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds event hooks that start a callback for every report that the callback itself injects. It is
 * one only where nothing on the way can tell the injected report from one of the device: each path
 * of the hook, given what is known of the injected report, leads to the start, and each path of the
 * callback to the injection, as long as calls succeed.
 */
final class ReinjectionLoop {
  /** The field that stands for the delayed work of RFC v1. */
  private static final String DELAYED_WORK = "delayed work@0";

  private static final int KNOWN_BYTES = 16;

  /** Timers and work items in a row, each started by the one before. */
  private static final int MOST_STARTED = 64;

  /** Marks of a path: something was taken from a queue, put into one. */
  private static final String TAKEN = "taken ";

  private static final String PUT = "put ";

  private final Facts facts;
  private final List<Code> programs;
  private final Map<String, List<Injection>> led = new HashMap<>();
  private final Set<String> asking = new HashSet<>();

  /**
   * An injection: its place, what is known of the report, and the queues that something was taken
   * from before.
   */
  private record Injection(Facts.Place place, List<Value> bytes, Value type, Set<String> emptied) {}

  ReinjectionLoop(Facts facts, List<Code> programs) {
    this.facts = facts;
    this.programs = programs;
  }

  void check() {
    for (Code hook : programs) {
      if (hook.isEventHook()) {
        check(hook);
      }
    }
  }

  private void check(Code hook) {
    List<String> fields = new ArrayList<>(fieldsStarted(hook));
    for (String field : fields) {
      List<Injection> injections = injections(field);
      if (injections.isEmpty()) {
        continue;
      }
      Facts.Place start = null;
      boolean always = true;
      for (Injection i : injections) {
        Facts.Place place = alwaysStarts(hook, i);
        always &= place != null;
        start = place == null ? start : place;
      }
      if (always && start != null) {
        facts.report(
            FindingKind.REINJECTION_LOOP,
            hook,
            start.slot(),
            "starts what injects a report at "
                + injections.getFirst().place()
                + ", for which this hook starts it again, and so on without end: leave reports alone"
                + " whose source is not 0, or that have another id");
        return;
      }
    }
  }

  /** Fields that the hook starts on some path. */
  private Set<String> fieldsStarted(Code hook) {
    Set<String> fields = new HashSet<>();
    boolean _ =
        new Walk(
                hook,
                new Walk.Watcher() {
                  @Override
                  public void call(PathState s, @Nullable KernelFunction function) {
                    String field = started(s, function);
                    if (field != null) {
                      fields.add(field);
                    }
                  }
                },
                Walk.Assume.NOTHING)
            .run(Hooks.enter(hook));
    return fields;
  }

  /** The field that a call starts, or null. */
  private static @Nullable String started(PathState s, @Nullable KernelFunction function) {
    Effect.Starts starts = function == null ? null : function.effect(Effect.Starts.class);
    if (starts == null) {
      return null;
    }
    return switch (starts.deferral()) {
      case TIMER, WORK -> Facts.field(s.registers[1]);
      case DEVICE_WORK -> DELAYED_WORK;
    };
  }

  /** What is injected whenever this field was started; empty when that is not certain. */
  private List<Injection> injections(String field) {
    List<Injection> known = led.get(field);
    if (known != null) {
      return known;
    }
    if (asking.size() == MOST_STARTED || !asking.add(field)) {
      return List.of();
    }
    List<Injection> all = new ArrayList<>();
    boolean certain = true;
    if (field.equals(DELAYED_WORK)) {
      for (Code p : programs) {
        if (p.hook().equals("hid_offload")) {
          all.addAll(injections(p, Hooks.enter(p)));
        }
      }
    } else {
      for (Facts.Callback c : facts.callbacks(field)) {
        List<Injection> some = injections(c.code(), c.enter());
        certain &= !some.isEmpty();
        all.addAll(some);
      }
    }
    asking.remove(field);
    List<Injection> result = certain ? all : List.of();
    led.put(field, result);
    return result;
  }

  /** What all paths of a callback inject, directly or by what they start. */
  private List<Injection> injections(Code code, PathState start) {
    List<Injection> found = new ArrayList<>();
    boolean[] missed = {false};
    Walk.Watcher watcher =
        new Walk.Watcher() {
          @Override
          public void call(PathState s, @Nullable KernelFunction function) {
            if (function != null && function.is(Trait.INJECTS_REPORT)) {
              found.add(
                  new Injection(
                      new Facts.Place(code, s.pc),
                      bytes(s, s.registers[3]),
                      s.registers[2],
                      marked(s, TAKEN)));
              s.marks.add("done");
              return;
            }
            if (function != null
                && function.is(Trait.TAKES_FROM_QUEUE)
                && s.registers[1] instanceof Pointer queue) {
              s.marks.add(TAKEN + queue.name());
            }
            String field = started(s, function);
            if (field != null) {
              List<Injection> by = injections(field);
              if (!by.isEmpty()) {
                found.addAll(by);
                s.marks.add("done");
              }
            }
          }

          @Override
          public boolean goOn(PathState s) {
            return !missed[0] && !s.marks.contains("done");
          }

          @Override
          public void exit(PathState s) {
            missed[0] = true;
          }
        };
    boolean whole = new Walk(code, watcher, Walk.Assume.CALLBACK_SUCCEEDS).run(start);
    return whole && !missed[0] ? found : List.of();
  }

  private static Set<String> marked(PathState s, String with) {
    Set<String> names = new HashSet<>();
    for (String mark : s.marks) {
      if (mark.startsWith(with)) {
        names.add(mark.substring(with.length()));
      }
    }
    return names;
  }

  private static List<Value> bytes(PathState s, Value buffer) {
    List<Value> bytes = new ArrayList<>();
    for (int at = 0; at < KNOWN_BYTES; at++) {
      bytes.add(
          buffer instanceof Pointer p && p.in(Region.STACK) && p.offset() != Value.ANYWHERE
              ? s.load(p.offset() + at, 1)
              : Value.Scalar.UNKNOWN);
    }
    return bytes;
  }

  /** Where the hook starts a callback that injects, on every path for this report; or null. */
  private Facts.@Nullable Place alwaysStarts(Code hook, Injection injection) {
    Facts.Place[] place = new Facts.Place[1];
    boolean[] missed = {false};
    Walk.Watcher watcher =
        new Walk.Watcher() {
          @Override
          public void call(PathState s, @Nullable KernelFunction function) {
            String field = started(s, function);
            if (field != null && !injections(field).isEmpty()) {
              place[0] = new Facts.Place(hook, s.pc);
              s.marks.add("started");
            }
            if (function == DataFunctions.MAP_PUSH_ELEM
                && s.registers[1] instanceof Pointer queue) {
              s.marks.add(PUT + queue.name());
            }
            // A callback that finds its queue empty injects nothing.
            if (s.marks.contains("started") && marked(s, PUT).containsAll(injection.emptied())) {
              s.marks.add("done");
            }
          }

          @Override
          public boolean goOn(PathState s) {
            return !missed[0] && !s.marks.contains("done");
          }

          @Override
          public void exit(PathState s) {
            missed[0] = true;
          }
        };
    boolean whole =
        new Walk(hook, watcher, Walk.Assume.HOOK_SUCCEEDS)
            .run(Hooks.enterInjected(hook, injection.bytes(), injection.type()));
    return whole && !missed[0] ? place[0] : null;
  }
}
