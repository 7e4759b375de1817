package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * The device side of a {@link UhidDevice}: what a device model answers and does. Called in the run
 * that asks; must not wait itself (an {@link Answer} may take its time). In real time it is asked
 * for one report at a time, and told of output and of its life by any thread at the same time.
 */
public interface DeviceResponder {
  /** A device that answers every GET_REPORT with an error and takes everything else. */
  DeviceResponder NONE = new DeviceResponder() {};

  /** An answer to a request. */
  sealed interface Answer {
    /**
     * Success.
     *
     * @param report what GET_REPORT gives, id first where there is one; nothing for SET_REPORT
     * @param delay nanoseconds that the device takes
     */
    record Data(byte[] report, long delay) implements Answer {}

    /**
     * The device refuses. Whatever the code, the requester sees -EIO.
     *
     * @param error a positive errno
     * @param delay nanoseconds that the device takes
     */
    record Failure(int error, long delay) implements Answer {}

    /** No answer: the requester gives up after five seconds. */
    record Silence() implements Answer {}

    /** A report, at once. */
    static Answer data(byte... report) {
      return new Data(report, 0);
    }

    /** Done, at once. */
    static Answer ok() {
      return new Data(new byte[0], 0);
    }

    /** An error, at once. */
    static Answer error(int error) {
      return new Failure(error, 0);
    }

    /** No answer. */
    static Answer none() {
      return new Silence();
    }
  }

  /** A report is asked for. */
  default Answer getReport(int reportnum, ReportType type, int length) {
    return Answer.error(HidErrno.EIO);
  }

  /** A report is sent over the control channel; it may be kept. */
  default Answer setReport(int reportnum, ReportType type, byte[] report) {
    return Answer.ok();
  }

  /** An output report is sent over the interrupt channel; it may be kept. */
  default void output(byte[] report) {}

  /** START, STOP, OPEN or CLOSE. */
  default void lifecycle(TransportCall call) {}
}
