package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import org.jspecify.annotations.Nullable;

/**
 * Puts down what one function of a program does, on any path: hook, syscall program or callback.
 */
final class Recorder implements Walk.Watcher {
  private static final int MAX_ERRNO = 4095;

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
  public void call(PathState s, String function) {
    Value[] r = s.registers;
    int slot = s.pc;
    facts.calls(self, function);
    switch (function) {
      case "bpf_timer_set_callback" -> set(s, Facts.Kind.TIMER);
      case "bpf_timer_set_sleepable_cb", "bpf_timer_set_sleepable_cb_impl" ->
          set(s, Facts.Kind.WORK);
      case "bpf_wq_set_callback_impl" -> set(s, Facts.Kind.WORK);
      case "bpf_timer_cancel" -> {
        String field = Facts.field(r[1]);
        if (self != null && self.kind() == Facts.Kind.TIMER && self.field().equals(field)) {
          break; // -EDEADLK in the own callback, and nothing changes
        }
        s.marks.remove("set " + field);
        s.marks.add("cancelled " + field);
        facts.cancelled(field, code, slot);
      }
      case "bpf_timer_start" -> started(s, slot, Facts.field(r[1]));
      case "hid_bpf_try_input_report" -> {
        if (!(inHook("hid_device_event") && isHookContext(r[1]))) {
          facts.mayBeBusy(code, slot);
        }
        reads(s, r[3], r[4], slot);
      }
      case "hid_bpf_input_report" -> {
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
        reads(s, r[3], r[4], slot);
      }
      case "bpf_map_update_elem" -> reads(s, r[3], Value.Scalar.UNKNOWN, slot);
      case "bpf_map_push_elem" -> reads(s, r[2], Value.Scalar.UNKNOWN, slot);
      case "bpf_ringbuf_output" -> reads(s, r[2], r[3], slot);
      case "hid_bpf_hw_request", "hid_bpf_hw_output_report" -> reads(s, r[2], r[3], slot);
      default -> {}
    }
    if (self != null && self.kind() == Facts.Kind.TIMER && Facts.mayWait(function)) {
      report(
          FindingKind.SLEEP_IN_TIMER_CALLBACK,
          slot,
          "the callback of a bpf_timer calls "
              + function
              + ", which may sleep, but runs in softirq context; Linux 6.12 accepts it in a sleepable"
              + " program, later kernels refuse it: start a bpf_wq from the timer");
    }
    stackReaches(s, function);
  }

  /** A result that lies where a call is handed the stack is looked at by somebody. */
  private void stackReaches(PathState s, String function) {
    if (function.startsWith("bpf_map_lookup") || function.startsWith("bpf_timer")) {
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
    s.marks.add("set " + field);
    s.marks.remove("cancelled " + field);
    if (s.registers[2] instanceof Pointer f && f.in(Region.FUNCTION)) {
      facts.callback(field, code, (int) f.offset(), kind);
    }
  }

  private void started(PathState s, int slot, String field) {
    if (s.marks.contains("cancelled " + field)) {
      facts.startedAfterCancel(field, code, slot);
    } else if (!s.marks.contains("set " + field) && (self == null || !self.field().equals(field))) {
      facts.startedWithoutSet(field, code, slot);
    }
  }

  @Override
  public void called(PathState s, int slot, String function) {
    if (function.equals("hid_bpf_try_input_report")
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
      if (mark.startsWith("cancelled ")) {
        facts.leftCancelled(mark.substring("cancelled ".length()));
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
