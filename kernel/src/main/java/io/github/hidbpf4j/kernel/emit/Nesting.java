package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one thread is in the middle of, innermost last. */
final class Nesting {
  static final byte[] NOTHING = {};

  /** A run of a program. */
  static final class Run {
    final long began;
    final long number;
    final String program;
    final String function;
    final Cause before;
    long instructions;

    Run(long began, long number, String program, String function, Cause before) {
      this.began = began;
      this.number = number;
      this.program = program;
      this.function = function;
      this.before = before;
    }
  }

  /** A report that the device sends. */
  static final class Sending {
    final byte[] report;
    final Cause before;
    final @Nullable Sending outer;

    /** Whether whoever started it says when it is over; else it ends with its outcome. */
    final boolean bracketed;

    /** Whether it has come to the HID core. */
    boolean entered;

    Sending(byte[] report, Cause before, @Nullable Sending outer, boolean bracketed) {
      this.report = report;
      this.before = before;
      this.outer = outer;
      this.bracketed = bracketed;
    }
  }

  /** A report on its way to the host. */
  static final class Input {
    final ReportType type;
    final InputOutcome.Sender sender;
    final byte[] input;

    /** Set where the device sends it. */
    final @Nullable Sending sending;

    final List<InputOutcome.Step> steps = new ArrayList<>(2);
    boolean dispatched;
    byte[] output;
    InputOutcome.@Nullable Dropped dropped;
    boolean delivered;
    final int outerDevice;

    Input(
        ReportType type,
        InputOutcome.Sender sender,
        byte[] input,
        @Nullable Sending sending,
        int outerDevice) {
      this.type = type;
      this.sender = sender;
      this.input = input;
      this.sending = sending;
      this.output = input;
      this.outerDevice = outerDevice;
    }
  }

  /** A request on its way to the device; its own cause is what it came of. */
  record Request(long number, RecordedRequest.Origin origin, Cause before, int outerDevice) {}

  /** A call of the transport. */
  record Call(long began, long number, RecordedRequest.@Nullable Origin origin) {}

  final ArrayDeque<Run> runs = new ArrayDeque<>();
  final ArrayDeque<Input> inputs = new ArrayDeque<>();
  final ArrayDeque<Request> requests = new ArrayDeque<>();
  final ArrayDeque<Call> calls = new ArrayDeque<>();
  @Nullable Sending sending;
  Cause cause = Cause.NONE;
  int device;

  /** The program that is fixing a descriptor. */
  String fixing = "";

  long run() {
    Run innermost = runs.peekLast();
    return innermost == null ? 0 : innermost.number;
  }
}
