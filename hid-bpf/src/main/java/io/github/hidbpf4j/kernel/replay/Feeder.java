package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets a device send the events of a recording at their times: one timer, one event in memory. */
final class Feeder {
  private final VirtualClock clock;
  private final UhidDevice device;
  private final RecordedInput input;
  private final ReplayRecorder recorder;
  private final Timer timer;
  private final Completion end;
  private final long start;
  private @Nullable RecordedEvent next;
  private long first = Long.MIN_VALUE;
  private @Nullable HidException failure;

  Feeder(VirtualClock clock, UhidDevice device, RecordedInput input, ReplayRecorder recorder) {
    this.clock = clock;
    this.device = device;
    this.input = input;
    this.recorder = recorder;
    this.timer = clock.newTimer("device", this::send);
    this.end = clock.newCompletion("end of the recording");
    this.start = clock.now();
    recorder.begin(start);
  }

  void run() {
    clock.call(
        "replay",
        () -> {
          fetch();
          end.await(Long.MAX_VALUE);
        });
    if (failure != null) {
      throw failure;
    }
  }

  private void fetch() {
    try {
      next = input.next();
    } catch (IOException e) {
      failure = new HidException("cannot read the recording: " + e.getMessage(), e);
    } catch (HidException e) {
      failure = e;
    }
    RecordedEvent event = next;
    if (event == null || failure != null) {
      end.complete();
      return;
    }
    if (first == Long.MIN_VALUE) {
      first = event.nanos();
    }
    // Time stamps that go back, as some files have, mean at once.
    timer.arm(Math.max(clock.now(), start + event.nanos() - first));
  }

  private void send() {
    RecordedEvent event = next;
    if (event == null) {
      return;
    }
    recorder.send(event.data());
    int _ = device.input(event.data());
    recorder.sent();
    fetch();
  }
}
