package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * The device side of a {@link UhidDevice}: answers requests and receives output. Called in the
 * requester's run; must not wait itself (an {@link Answer} may have a delay). In real time there is
 * one request at a time, but output and lifecycle calls may come concurrently from any thread.
 */
public interface DeviceResponder {
  /** A device that answers every GET_REPORT with an error and accepts everything else. */
  DeviceResponder NONE = new DeviceResponder() {};

  /** An answer to a request. */
  sealed interface Answer {
    /**
     * Success.
     *
     * @param report result of GET_REPORT, id first if there is one; empty for SET_REPORT
     * @param delay response time of the device in nanoseconds
     */
    record Data(byte[] report, long delay) implements Answer {}

    /**
     * The device refuses. For any error the requester sees -EIO.
     *
     * @param error a positive errno
     * @param delay response time of the device in nanoseconds
     */
    record Failure(int error, long delay) implements Answer {}

    /** No answer: the requester gives up after five seconds. */
    record Silence() implements Answer {}

    /** A report, without delay. */
    static Answer data(byte... report) {
      return new Data(report, 0);
    }

    /** Success, without delay. */
    static Answer ok() {
      return new Data(new byte[0], 0);
    }

    /** An error, without delay. */
    static Answer error(int error) {
      return new Failure(error, 0);
    }

    /** No answer. */
    static Answer none() {
      return new Silence();
    }
  }

  /** Handles GET_REPORT. */
  default Answer getReport(int reportnum, ReportType type, int length) {
    return Answer.error(HidErrno.EIO);
  }

  /** Handles SET_REPORT over the control channel; the array may be kept. */
  default Answer setReport(int reportnum, ReportType type, byte[] report) {
    return Answer.ok();
  }

  /** Handles an output report on the interrupt channel; the array may be kept. */
  default void output(byte[] report) {}

  /** START, STOP, OPEN or CLOSE. */
  default void lifecycle(TransportCall call) {}
}
