package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Work;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A user of hidraw who does again what the recording has: one request after the other, each at its
 * time or when the one before it is over.
 */
final class UserActions {
  /** Requests that wait for their turn; when there are more, the recording waits. */
  private static final int MAX_WAITING = 256;

  private final ReplayEvents events;
  private volatile @Nullable HidrawFile file;
  private final Runnable idle;
  private final Work work;
  private final ArrayDeque<RecordedRequest> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * A user.
   *
   * @param file what it has open; null when the device has no node
   * @param idle told whenever nothing waits any more
   */
  UserActions(Scheduler scheduler, ReplayEvents events, @Nullable HidrawFile file, Runnable idle) {
    this.events = events;
    this.file = file;
    this.idle = idle;
    this.work = scheduler.newWork("user", this::run);
  }

  /** From now on this is what it has open. */
  void readBy(HidrawFile reader) {
    file = reader;
  }

  /** Adds a request whose time has come; false when no more should be added now. */
  synchronized boolean add(RecordedRequest request) {
    waiting.addLast(request);
    busy = true;
    work.queue();
    return waiting.size() < MAX_WAITING;
  }

  /** Whether a request waits or is under way. */
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
