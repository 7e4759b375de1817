package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Findings of the HID-BPF core about programs that it runs. */
final class DispatchFindings {
  /** Length of a chain of injections, each caused by the one before, that counts as a loop. */
  static final int REPORTED_GENERATION = 100;

  private final RunEvents events;
  private final AsyncCallbacks callbacks;
  private final Map<String, List<Finding>> suspicions = new ConcurrentHashMap<>();

  DispatchFindings(RunEvents events, AsyncCallbacks callbacks) {
    this.events = events;
    this.callbacks = callbacks;
  }

  void report(FindingKind kind, String program, String message) {
    if (events.wantsFindings()) {
      events.found(new Finding(kind, program, message));
    }
  }

  /** Registers static findings, to be reported when they actually occur. */
  void suspect(Collection<Finding> findingsOnPrograms) {
    for (Finding f : findingsOnPrograms) {
      suspicions.computeIfAbsent(f.program(), p -> new CopyOnWriteArrayList<>()).add(f);
    }
  }

  /** Reports a registered finding that has occurred. */
  void confirm(FindingKind kind, String program) {
    List<Finding> suspected = suspicions.get(program);
    if (suspected != null) {
      for (Finding f : suspected) {
        if (f.kind() == kind) {
          events.found(f);
        }
      }
    }
  }

  /** Reports a program that calls a function that may sleep from a timer callback. */
  void maySleep(String program, String kfunc) {
    if (callbacks.inTimerCallback()) {
      report(
          FindingKind.SLEEP_IN_TIMER_CALLBACK,
          program,
          "the callback of a bpf_timer called hid_bpf_"
              + kfunc
              + ", which may sleep, in softirq context; Linux 6.12 accepts such a program, later"
              + " kernels refuse it, here the callback waits: start a bpf_wq from the timer");
    }
  }

  /** Handles a refused report of the device, which is lost if a program held the input lock. */
  void eventRefused(DeviceState state, int ret) {
    String program = state.injecting();
    if (program != null && ret == -HidErrno.EBUSY) {
      report(
          FindingKind.EVENT_LOST,
          program,
          "the device sent a report while the program held the input lock to inject one: -EBUSY, the"
              + " report is lost, in Linux too: inject from the event hook where that is possible,"
              + " and do not rely on seeing every report");
    }
  }

  /** Reports a chain of injections, each caused by the one before. */
  void reportEndlessInjection(DeviceState state, int generation) {
    reportOfEventHooks(
        state,
        FindingKind.REINJECTION_LOOP,
        "each report that it injects makes it inject another: "
            + generation
            + " in a row without one of the device; it goes on forever: leave alone reports whose"
            + " source is not 0, or that have another id");
  }

  void emptyBuffer(DeviceState state, int size) {
    reportOfEventHooks(
        state,
        FindingKind.EMPTY_EVENT_BUFFER,
        "device sent a report of "
            + size
            + " bytes, and the event buffer, allocated while it had no reports (as without a "
            + "driver), has 0 bytes; "
            + FindingKind.EMPTY_EVENT_BUFFER.breakingKernels()
            + " crashes, here the buffer is reallocated: attach the program while a driver is "
            + "bound");
  }

  void oversized(DeviceState state, int size, int allocated) {
    reportOfEventHooks(
        state,
        FindingKind.OVERSIZED_INPUT,
        "device sent a report of "
            + size
            + " bytes into an event buffer of "
            + allocated
            + "; "
            + FindingKind.OVERSIZED_INPUT.breakingKernels()
            + " writes past the buffer, here the rest is cut off: declare the long report in the "
            + "descriptor");
  }

  /** Reports a fault in an event for each program attached to the event hook of its device. */
  private void reportOfEventHooks(DeviceState state, FindingKind kind, String message) {
    for (HidBpfOps ops : state.programs()) {
      if (ops.deviceEvent() != null) {
        report(kind, ops.name(), message);
      }
    }
  }

  void belowErrnoRange(HookProgram program, int ret) {
    report(
        FindingKind.RESULT_BELOW_ERRNO_RANGE,
        program.name(),
        "hid_device_event returned "
            + ret
            + "; "
            + FindingKind.RESULT_BELOW_ERRNO_RANGE.breakingKernels()
            + " crashes on results below -4095, here the event is dropped: return a negative errno");
  }
}
