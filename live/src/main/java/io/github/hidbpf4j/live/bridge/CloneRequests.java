package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.linux.device.UhidEvent;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.CloneEvent.GetReport;
import io.github.hidbpf4j.live.bridge.CloneEvent.Output;
import io.github.hidbpf4j.live.bridge.CloneEvent.SetReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Handles requests to the clone one after another on a thread of its own, since the device may take
 * five seconds for each, and input must not wait for it. The kernel waits five seconds for an
 * answer; a request that is not answered by {@link #DEADLINE} fails, and a later answer is
 * discarded.
 */
final class CloneRequests {
  /** Nanoseconds within which a request must be answered. */
  static final long DEADLINE = 4_500_000_000L;

  /** How many output reports may wait; more are lost, as on a busy device. */
  private static final int MOST_WAITING = 256;

  /** Performs the requests, on their thread; may block. */
  interface Performer {
    /** Returns the number of bytes put into the buffer, or a negative error number. */
    int get(GetReport request, byte[] buffer);

    /** Returns a negative error number, or anything else for success. */
    int set(SetReport request);

    /** Sends an output report. */
    void output(Output report);
  }

  private static final class Waiting {
    final CloneEvent request;
    final long since;
    boolean answered;

    Waiting(CloneEvent request, long since) {
      this.request = request;
      this.since = since;
    }
  }

  private final UhidNode uhid;
  private final Performer performer;
  private final Thread thread;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Waiting current;
  private boolean closed;

  private final byte[] reply = new byte[UhidNode.DATA_MAX];
  private final MemorySegment event = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE);
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong late = new AtomicLong();

  CloneRequests(String name, UhidNode uhid, Performer performer) {
    this.uhid = uhid;
    this.performer = performer;
    this.thread = Thread.ofPlatform().daemon().name("hidbpf-requests " + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** The number of output reports that were lost because too many waited. */
  long lost() {
    return lost.get();
  }

  /** The number of requests that the device did not answer in time. */
  long late() {
    return late.get();
  }

  /** Adds a request, whose time starts now. */
  synchronized void add(CloneEvent request, long now) {
    if (closed) {
      return;
    }
    if (request instanceof Output && waiting.size() >= MOST_WAITING) {
      lost.incrementAndGet();
      return;
    }
    waiting.addLast(new Waiting(request, now));
    notifyAll();
  }

  /**
   * Answers requests whose time is over with an error.
   *
   * @return milliseconds until the next one may expire; -1 if none waits
   */
  synchronized int expire(long now) {
    long left = Long.MAX_VALUE;
    Waiting doing = current;
    if (doing != null) {
      left = Math.min(left, expire(doing, now));
    }
    for (Waiting each : waiting) {
      left = Math.min(left, expire(each, now));
    }
    waiting.removeIf(each -> each.answered);
    return left == Long.MAX_VALUE ? -1 : (int) Math.max(1, left / 1_000_000 + 1);
  }

  private long expire(Waiting each, long now) {
    if (each.answered || each.request instanceof Output) {
      return Long.MAX_VALUE;
    }
    long left = each.since + DEADLINE - now;
    if (left > 0) {
      return left;
    }
    late.incrementAndGet();
    answer(each, -HidErrno.EIO);
    return Long.MAX_VALUE;
  }

  private synchronized @Nullable Waiting next() throws InterruptedException {
    current = null;
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    current = closed ? null : waiting.pollFirst();
    return current;
  }

  private void run() {
    try {
      for (Waiting each = next(); each != null; each = next()) {
        switch (each.request) {
          case GetReport get -> answer(each, performer.get(get, reply));
          case SetReport set -> answer(each, performer.set(set));
          case Output output -> performer.output(output);
          default -> throw new IllegalStateException(each.request.toString());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void answer(Waiting each, int ret) {
    if (each.answered || closed) {
      return;
    }
    each.answered = true;
    int error = Math.max(0, -ret);
    int size =
        switch (each.request) {
          case GetReport get -> getReply(get, error, Math.clamp(ret, 0, reply.length));
          case SetReport set -> UhidEvent.replySet(event, set.id(), error);
          default -> 0;
        };
    int _ = uhid.write(event, 0, size);
  }

  private int getReply(GetReport get, int error, int size) {
    MemorySegment.copy(reply, 0, event, ValueLayout.JAVA_BYTE, UhidEvent.GET_REPLY_DATA, size);
    return UhidEvent.replyGet(event, get.id(), error, size);
  }

  /** Accepts no more requests; one in progress ends by itself. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }
}
