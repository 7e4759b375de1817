package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts down what one function of a program does, on any path: hook, syscall program or callback.
 */
final class Recorder implements Walk.Watcher {
  private static final int MAX_ERRNO = 4095;

  /** Marks of a path: the callback of a field was set; its timer cancelled, with which result. */
  private static final String SET = "set ";

  private static final String CANCELLED = "cancelled ";

  private final Code code;
  private final Facts facts;

  /** The callback that is walked, null for a program from its start. */
  private final Facts.@Nullable Callback self;

  Recorder(Code code, Facts facts, Facts.@Nullable Callback self) {
    this.code = code;
    this.facts = facts;
    this.self = self;
  }

  private boolean inHook(String hook) {
    return self == null && code.hook().equals(hook);
  }

  private void report(FindingKind kind, int slot, String message) {
    facts.report(kind, code, slot, message);
  }

  @Override
  public void call(PathState s, @Nullable KernelFunction function) {
    if (function != null) {
      callOf(s, function);
    }
    stackReaches(s, function);
  }

  private void callOf(PathState s, KernelFunction function) {
    Value[] r = s.registers;
    int slot = s.pc;
    if (function == TimerFunctions.TIMER_CANCEL) {
      cancel(s, slot);
    } else if (function == HidFunctions.TRY_INPUT_REPORT) {
      if (!(inHook("hid_device_event") && isHookContext(r[1]))) {
        facts.mayBeBusy(code, slot);
      }
    } else if (function == HidFunctions.INPUT_REPORT) {
      injectionThatWaits(slot);
    }
    for (Effect effect : function.effects()) {
      switch (effect) {
        case Effect.SetsCallback(Effect.Context context) ->
            set(s, context == Effect.Context.SOFTIRQ ? Facts.Kind.TIMER : Facts.Kind.WORK);
        case Effect.Starts(Effect.Deferral deferral) -> start(s, slot, deferral);
        case Effect.Reads(int pointer, int size) ->
            reads(
                s, r[pointer], size == Effect.UNKNOWN_SIZE ? Value.Scalar.UNKNOWN : r[size], slot);
        default -> {}
      }
    }
    if (self != null && self.kind() == Facts.Kind.TIMER && function.is(Trait.MAY_WAIT)) {
      report(
          FindingKind.SLEEP_IN_TIMER_CALLBACK,
          slot,
          "the callback of a bpf_timer calls "
              + function
              + ", which may sleep, but runs in softirq context; Linux 6.12 accepts it in a sleepable"
              + " program, later kernels refuse it: start a bpf_wq from the timer");
    }
  }

  private void cancel(PathState s, int slot) {
    String field = Facts.field(s.registers[1]);
    if (self != null && self.kind() == Facts.Kind.TIMER && Facts.maySame(self.field(), field)) {
      return; // -EDEADLK in the own callback, and nothing changes
    }
    s.marks.add(CANCELLED + field + "|" + Calls.resultId(s));
    facts.cancelled(field, code, slot);
  }

  private void injectionThatWaits(int slot) {
    if (inHook("hid_rdesc_fixup")) {
      report(
          FindingKind.INPUT_REPORT_DEADLOCK,
          slot,
          "hid_rdesc_fixup calls hid_bpf_input_report, which waits for the input lock that the"
              + " probe holds; Linux 6.12 waits for ever: inject from a work item");
    }
    if (!facts.inputReportWaits() && (self != null || !code.hook().isEmpty())) {
      facts.mayBeBusy(code, slot);
    }
  }

  private void start(PathState s, int slot, Effect.Deferral deferral) {
    if (deferral == Effect.Deferral.DEVICE_WORK) {
      return; // it has no field, and its programs are always there
    }
    String field = Facts.field(s.registers[1]);
    facts.started(field, set(s));
    if (deferral == Effect.Deferral.TIMER) {
      started(s, slot, field);
    }
  }

  /** A result that lies where a call is handed the stack is looked at by somebody. */
  private void stackReaches(PathState s, @Nullable KernelFunction function) {
    if (function != null && function.is(Trait.KEEPS_TO_ITSELF)) {
      return;
    }
    for (int n = 1; n <= 5; n++) {
      if (s.registers[n] instanceof Pointer p
          && p.in(Region.STACK)
          && p.offset() != Value.ANYWHERE) {
        s.stackFrom(p.offset(), Value.FRAME / 2).forEach(this::used);
      }
    }
  }

  private static boolean isHookContext(Value v) {
    return v instanceof Pointer p && p.in(Region.HOOK_CONTEXT);
  }

  private void set(PathState s, Facts.Kind kind) {
    String field = Facts.field(s.registers[1]);
    s.marks.add(SET + field);
    s.marks.removeIf(m -> m.startsWith(CANCELLED) && Facts.maySame(field, cancelled(m)));
    if (s.registers[2] instanceof Pointer f && f.in(Region.FUNCTION)) {
      facts.callback(field, code, (int) f.offset(), kind);
    }
  }

  private void started(PathState s, int slot, String field) {
    for (String mark : s.marks) {
      if (mark.startsWith(CANCELLED) && cancelled(mark).equals(field)) {
        facts.startedAfterCancel(field, code, slot);
        return;
      }
    }
    if (!isSet(s, field)) {
      facts.startedWithoutSet(field, code, slot);
    }
  }

  /** Whether the callback of a field is set, as far as the program can know. */
  private boolean isSet(PathState s, String field) {
    for (String mark : s.marks) {
      if (mark.startsWith(SET) && Facts.maySame(field, mark.substring(SET.length()))) {
        return true;
      }
    }
    if (self == null) {
      return false;
    }
    // A callback runs: who started it had set it, and what else is set wherever it is started.
    Set<String> before = facts.setWhereStarted(self.field());
    return Facts.maySame(self.field(), field)
        || before == null
        || before.stream().anyMatch(f -> Facts.maySame(field, f));
  }

  /** Fields whose callback is set here and was not cancelled since. */
  private Set<String> set(PathState s) {
    Set<String> set = new HashSet<>();
    for (String mark : s.marks) {
      if (mark.startsWith(SET)) {
        set.add(mark.substring(SET.length()));
      }
    }
    if (self != null) {
      set.add(self.field());
      Set<String> before = facts.setWhereStarted(self.field());
      if (before != null) {
        set.addAll(before);
      }
    }
    for (String mark : s.marks) {
      if (mark.startsWith(CANCELLED)) {
        set.remove(cancelled(mark));
      }
    }
    return set;
  }

  private static String cancelled(String mark) {
    return mark.substring(CANCELLED.length(), mark.lastIndexOf('|'));
  }

  @Override
  public void called(PathState s, int slot, @Nullable KernelFunction function) {
    if (function == HidFunctions.TRY_INPUT_REPORT
        && inHook("hid_device_event")
        && s.registers[0] instanceof Scalar result) {
      s.overwritten = result.id();
      s.rewritten = 0;
    }
  }

  @Override
  public void learned(PathState s, Scalar now) {
    // An injection that failed has left the buffer alone, as far as the program can know.
    if (s.overwritten >= 0 && now.id() == s.overwritten && now.max() < 0) {
      s.overwritten = -1;
    }
    // And a cancel that failed, the callback.
    if (now.max() < 0 && now.id() >= 0) {
      s.marks.removeIf(m -> m.startsWith(CANCELLED) && m.endsWith("|" + now.id()));
    }
  }

  @Override
  public void branched(PathState s, Value left, Value right) {
    // What was computed from the injection's result decides: whether it failed, nobody knows here.
    if (s.overwritten >= 0 && (computed(s, left) || computed(s, right))) {
      s.overwritten = -1;
    }
  }

  private static boolean computed(PathState s, Value v) {
    return v instanceof Scalar n
        && n.origin() >= 0
        && n.origin() == Calls.slotOf(s.overwritten)
        && n.id() != s.overwritten;
  }

  @Override
  public void load(PathState s, Pointer from, int size) {
    if (from.in(Region.DATA)) {
      read(s, from.offset(), size, s.pc);
    } else if (from.in(Region.MAP_VALUE)) {
      facts.loaded(from, size);
    }
  }

  private void reads(PathState s, Value buffer, Value size, int slot) {
    if (buffer instanceof Pointer p && p.in(Region.DATA)) {
      Long n = size.number();
      read(s, p.offset(), n == null ? 1 : (int) Math.min(n, 64), slot);
    }
  }

  private void read(PathState s, long offset, int size, int slot) {
    if (s.overwritten < 0 || offset < 0 || offset + size > 64) {
      return;
    }
    long bytes = (size == 64 ? -1L : (1L << size) - 1) << offset;
    if ((s.rewritten & bytes) != bytes) {
      report(
          FindingKind.EVENT_BUFFER_OVERWRITTEN,
          slot,
          "reads the event buffer after hid_bpf_try_input_report: the injected report was processed"
              + " in the same buffer, which holds the event no more: copy the event before, and"
              + " write it back after");
    }
  }

  @Override
  public void store(PathState s, Pointer to, int size, Value value) {
    switch (to.region()) {
      case DATA -> {
        if (to.offset() == Value.ANYWHERE || to.offset() < 0 || to.offset() + size > 64) {
          s.rewritten = -1;
        } else {
          s.rewritten |= ((1L << size) - 1) << to.offset();
        }
      }
      case MAP_VALUE -> facts.stored(code, value, to, size);
      case STACK -> {}
      default -> used(value);
    }
  }

  @Override
  public void used(Value value) {
    int origin = Arithmetic.origin(value);
    if (origin >= 0) {
      facts.used(code, origin);
    }
  }

  @Override
  public void exit(PathState s) {
    Value result = s.registers[0];
    used(result);
    for (String mark : s.marks) {
      if (mark.startsWith(CANCELLED)) {
        facts.leftCancelled(cancelled(mark));
      }
    }
    if (inHook("hid_device_event") && result instanceof Scalar r) {
      long low = r.isConstant() ? (int) r.min() : r.min();
      long high = r.isConstant() ? (int) r.min() : r.max();
      if (high < 0 && low >= -MAX_ERRNO) {
        facts.holdsBack();
      }
      if (high < -MAX_ERRNO) {
        report(
            FindingKind.RESULT_BELOW_ERRNO_RANGE,
            s.pc,
            "hid_device_event returns "
                + (low == high ? "" + low : "at most " + high)
                + "; Linux 6.12 crashes on results below -4095: return a negative errno");
      }
    }
  }
}
