package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Work;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A hidraw user who repeats the requests of the recording, one after another, each at its time or
 * when the previous one is complete.
 */
final class UserActions {
  /** Maximum number of waiting requests; beyond that the recording waits. */
  private static final int MAX_WAITING = 256;

  private final ReplayEvents events;
  private volatile @Nullable HidrawFile file;
  private final Runnable idle;
  private final Work work;
  private final ArrayDeque<RecordedRequest> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * Creates a user.
   *
   * @param file its open file; null when the device has no node
   * @param idle called whenever nothing is waiting any more
   */
  UserActions(Scheduler scheduler, ReplayEvents events, @Nullable HidrawFile file, Runnable idle) {
    this.events = events;
    this.file = file;
    this.idle = idle;
    this.work = scheduler.newWork("user", this::run);
  }

  /** Sets its open file. */
  void readBy(HidrawFile reader) {
    file = reader;
  }

  /** Adds a request that is due; returns false when no more should be added now. */
  synchronized boolean add(RecordedRequest request) {
    waiting.addLast(request);
    busy = true;
    work.queue();
    return waiting.size() < MAX_WAITING;
  }

  /** Whether a request is waiting or in progress. */
  synchronized boolean isBusy() {
    return busy;
  }

  private synchronized @Nullable RecordedRequest next() {
    RecordedRequest request = waiting.pollFirst();
    busy = request != null;
    return request;
  }

  private void run() {
    for (RecordedRequest request = next(); request != null; request = next()) {
      RecordedRequest _ = HostRequests.perform(events, file, request);
    }
    idle.run();
  }
}
