package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lets a device send the events of a recording at their times, and a user repeat its requests;
 * needs one timer, and one event in memory.
 */
final class Feeder {
  /** The device that sends the events. */
  @FunctionalInterface
  interface Device {
    /** Sends a report, given as part of an array. */
    void send(byte[] bytes, int offset, int length);
  }

  private final Scheduler scheduler;
  private final boolean oneAtATime;
  private final Device device;
  private final @Nullable ModelDevice model;
  private final EntryCursor input;
  private final UserActions user;
  private final Timer timer;
  private final Completion end;
  private final long start;
  private long first = Long.MIN_VALUE;

  /** Whether the current entry of the cursor waits for its time. */
  private boolean waits;

  private @Nullable HidException failure;
  private boolean stalled;
  private boolean ended;

  Feeder(
      Scheduler scheduler,
      Device device,
      @Nullable ModelDevice model,
      @Nullable HidrawFile reader,
      RecordedInput input,
      ReplayEvents events) {
    this.scheduler = scheduler;
    this.oneAtATime = scheduler.isOneAtATime();
    this.device = device;
    this.model = model;
    this.input = input.cursor();
    this.user = new UserActions(scheduler, events, reader, this::userIdle);
    this.timer = scheduler.newSource("device", this::due);
    this.end = scheduler.newCompletion("end of the recording");
    this.start = scheduler.now();
  }

  /** Time of the recording's first event. */
  long start() {
    return start;
  }

  /** Sets the file through which the user has the device open. */
  void readBy(HidrawFile reader) {
    user.readBy(reader);
  }

  /** Stops early. */
  void stop() {
    end.complete();
  }

  /** Plays everything and waits for the end. Process context. */
  void run() {
    if (model != null) {
      model.start();
    }
    synchronized (this) {
      fetch();
    }
    end.await(Long.MAX_VALUE);
    if (failure != null) {
      throw failure;
    }
  }

  private void fetch() {
    boolean more = false;
    try {
      more = input.next();
      while (more && isOfOthers(input.request())) {
        more = input.next();
      }
    } catch (IOException e) {
      failure = new HidException("cannot read the recording: " + e.getMessage(), e);
    } catch (HidException e) {
      failure = e;
    }
    if (!more || failure != null) {
      ended = true;
      if (!user.isBusy()) {
        end.complete();
      }
      return;
    }
    waits = true;
    long nanos = input.micros() * 1_000;
    if (first == Long.MIN_VALUE) {
      first = nanos;
    }
    // Time stamps that go backwards, as in some files, mean immediately.
    timer.arm(Math.max(scheduler.now(), start + nanos - first));
  }

  private static boolean isOfOthers(@Nullable RecordedRequest request) {
    return request != null && request.origin() != RecordedRequest.Origin.USER;
  }

  private void due() {
    if (!takes()) {
      return;
    }
    // The cursor does not move before this is over.
    RecordedRequest request = input.request();
    boolean more = true;
    if (request != null) {
      more = user.add(request);
    } else if (model == null) {
      device.send(input.bytes(), input.offset(), input.length());
    } else {
      byte[] report =
          Arrays.copyOfRange(input.bytes(), input.offset(), input.offset() + input.length());
      if (model.recorded(report)) {
        device.send(report, 0, report.length);
      }
    }
    if (oneAtATime) {
      goOn(more);
    } else {
      synchronized (this) {
        goOn(more);
      }
    }
  }

  /** Whether the current entry of the cursor is still pending; marks it as done. */
  private boolean takes() {
    if (oneAtATime) {
      return takesWaiting();
    }
    synchronized (this) {
      return takesWaiting();
    }
  }

  private boolean takesWaiting() {
    boolean waited = waits;
    waits = false;
    return waited;
  }

  private void goOn(boolean more) {
    if (more || !user.isBusy()) {
      fetch();
    } else {
      stalled = true;
    }
  }

  private synchronized void userIdle() {
    if (stalled) {
      stalled = false;
      fetch();
    } else if (ended && !user.isBusy()) {
      end.complete();
    }
  }
}
