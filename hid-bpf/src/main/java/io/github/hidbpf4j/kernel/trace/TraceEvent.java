package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.TransportCall;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Times are nanoseconds since the first event of the recording; what takes
 * time is told when it is over.
 */
public sealed interface TraceEvent {
  /** When it happened, or began. */
  long nanos();

  /**
   * The device sent a report.
   *
   * @param reports the descriptor that it gave; null when that does not parse
   */
  record DeviceReport(long nanos, long index, byte[] report, @Nullable ReportDescriptor reports)
      implements TraceEvent {}

  /** The device had a report in the recording, and its model did not let it send it. */
  record Withheld(long nanos, byte[] report, @Nullable ReportDescriptor reports)
      implements TraceEvent {}

  /** The device is in another state of its model. */
  record StateEntered(long nanos, String state) implements TraceEvent {}

  /** Programs were detached. */
  record Detached(long nanos, List<String> names) implements TraceEvent {
    /** Copies. */
    public Detached {
      names = List.copyOf(names);
    }
  }

  /** The device was bound anew, with this descriptor in use. */
  record Rebound(long nanos, byte[] descriptor) implements TraceEvent {}

  /**
   * A hidraw reader got a report.
   *
   * @param delivery what it is beside the one that the device is sending
   * @param reports the descriptor in use; null when there is none
   */
  record HostReport(
      long nanos, byte[] report, Delivery delivery, @Nullable ReportDescriptor reports)
      implements TraceEvent {
    /** Whether a program sent it in addition. */
    public boolean injected() {
      return delivery == Delivery.INJECTED;
    }
  }

  /** A report did not get through. */
  record Dropped(long nanos, String reason, boolean injected) implements TraceEvent {}

  /**
   * A program begins to run; {@link ProgramRun} is told of the same run when it is over.
   *
   * @param run tells it from other runs, from 1
   * @param thread id of the thread: of one thread what begins last ends first
   * @param function name of the callback of a timer or work item; "" when it is not known, or the
   *     program itself runs
   */
  record RunBegan(
      long nanos,
      long run,
      long thread,
      RunObserver.Kind kind,
      String program,
      String what,
      String function)
      implements TraceEvent {}

  /**
   * A program ran.
   *
   * @param end when it ended, in virtual time, which passes only while a program waits
   * @param what the hook, or the name of the timer or work item
   * @param function as in {@link RunBegan}
   * @param instructions how many it executed; 0 where they are not counted
   */
  record ProgramRun(
      long nanos,
      long end,
      long run,
      RunObserver.Kind kind,
      String program,
      String what,
      String function,
      long result,
      long instructions)
      implements TraceEvent {}

  /**
   * A program started a timer or queued work, due after {@code delay} nanoseconds.
   *
   * @param run the run in which it did, 0 for none
   * @param function name of the callback that will run; "" when it is not known
   */
  record Scheduled(
      long nanos,
      long run,
      RunObserver.Kind kind,
      String program,
      String what,
      String function,
      long delay)
      implements TraceEvent {}

  /** A program cancelled a timer or work. */
  record Cancelled(long nanos, RunObserver.Kind kind, String program, String what)
      implements TraceEvent {}

  /**
   * A program called a kfunc that talks to the device or injects; it returned.
   *
   * @param run the run in which it did, 0 for none
   * @param kfunc its whole name
   * @param type report type as the program gave it: 0 input, 1 output, 2 feature
   * @param request class request as the program gave it; 0 for kfuncs without
   * @param data the buffer after the call
   */
  record KfuncCall(
      long nanos,
      long run,
      String program,
      String kfunc,
      int type,
      int request,
      byte[] data,
      int ret)
      implements TraceEvent {}

  /**
   * The device begins to be asked something, or told; {@link DeviceIo} says how it went.
   *
   * @param number tells it from others, from 1
   * @param origin who asks; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param data what is sent; empty where the device is asked
   */
  record IoBegan(
      long nanos,
      long number,
      long thread,
      TransportCall call,
      RecordedRequest.@Nullable Origin origin,
      @Nullable ReportType type,
      int id,
      byte[] data)
      implements TraceEvent {}

  /**
   * The device was asked something, or told.
   *
   * @param end when its answer was there
   * @param origin who asked; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param data what was sent, or what came back
   * @param ret bytes or a negative errno
   */
  record DeviceIo(
      long nanos,
      long end,
      long number,
      TransportCall call,
      RecordedRequest.@Nullable Origin origin,
      @Nullable ReportType type,
      int id,
      byte[] data,
      int ret)
      implements TraceEvent {}

  /** A user of hidraw did something that the recording has; the request says how it ended. */
  record UserAction(long nanos, long end, RecordedRequest request) implements TraceEvent {}

  /**
   * So many events were left out, the last of them then: of callbacks that start each other again
   * and again without giving time.
   */
  record Folded(long nanos, long count) implements TraceEvent {}

  /** A program printed a line, in a run or 0. */
  record Printk(long nanos, long run, String program, String line) implements TraceEvent {}

  /** A program did what Linux breaks on, in a run or 0. */
  record Found(long nanos, long run, Finding finding) implements TraceEvent {}
}
