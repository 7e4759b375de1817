package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a device send the events of a recording at their times, and a user ask what it asked: one
 * timer, one event in memory.
 */
final class Feeder {
  private final Scheduler scheduler;
  private final Consumer<byte[]> device;
  private final @Nullable ModelDevice model;
  private final RecordedInput input;
  private final UserActions user;
  private final Timer timer;
  private final Completion end;
  private final long start;
  private long first = Long.MIN_VALUE;
  private @Nullable RecordedEntry next;
  private @Nullable HidException failure;
  private boolean stalled;
  private boolean ended;

  Feeder(
      Scheduler scheduler,
      Consumer<byte[]> device,
      @Nullable ModelDevice model,
      @Nullable HidrawFile reader,
      RecordedInput input,
      ReplayEvents events) {
    this.scheduler = scheduler;
    this.device = device;
    this.model = model;
    this.input = input;
    this.user = new UserActions(scheduler, events, reader, this::userIdle);
    this.timer = scheduler.newSource("device", this::due);
    this.end = scheduler.newCompletion("end of the recording");
    this.start = scheduler.now();
  }

  /** When the first event of the recording comes. */
  long start() {
    return start;
  }

  /** From now on the user has the device open by this file. */
  void readBy(HidrawFile reader) {
    user.readBy(reader);
  }

  /** Ends it before its time. */
  void stop() {
    end.complete();
  }

  /** Plays all of it and waits for the end. Process context. */
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
    try {
      next = input.next();
      while (next instanceof RecordedRequest r && r.origin() != RecordedRequest.Origin.USER) {
        next = input.next();
      }
    } catch (IOException e) {
      failure = new HidException("cannot read the recording: " + e.getMessage(), e);
    } catch (HidException e) {
      failure = e;
    }
    RecordedEntry entry = next;
    if (entry == null || failure != null) {
      ended = true;
      if (!user.isBusy()) {
        end.complete();
      }
      return;
    }
    if (first == Long.MIN_VALUE) {
      first = entry.nanos();
    }
    // Time stamps that go back, as some files have, mean at once.
    timer.arm(Math.max(scheduler.now(), start + entry.nanos() - first));
  }

  private void due() {
    RecordedEntry entry;
    synchronized (this) {
      entry = next;
      next = null;
    }
    boolean more = true;
    switch (entry) {
      case null -> {
        return;
      }
      case RecordedEvent event -> {
        if (model == null || model.recorded(event.data())) {
          device.accept(event.data());
        }
      }
      case RecordedRequest request -> more = user.add(request);
    }
    synchronized (this) {
      if (more || !user.isBusy()) {
        fetch();
      } else {
        stalled = true;
      }
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
