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
 * Requests to the clone, done one after the other by a thread of their own, since the device may
 * take five seconds for each, and input must not wait for it. The kernel waits five seconds for an
 * answer; one that the device has not given by {@link #DEADLINE} is an error, and what it says
 * later is thrown away.
 */
final class CloneRequests {
  /** Nanoseconds in which a request is answered. */
  static final long DEADLINE = 4_500_000_000L;

  /** Output reports that wait; what comes on top is lost, as on a device that is busy. */
  private static final int MOST_WAITING = 256;

  /** What does them, in the thread of the requests; it may block. */
  interface Performer {
    /** Gives bytes put into the buffer, or a negative error number. */
    int get(GetReport request, byte[] buffer);

    /** Gives a negative error number, or anything else. */
    int set(SetReport request);

    /** Sends it. */
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

  /** Output reports that were lost because too many waited. */
  long lost() {
    return lost.get();
  }

  /** Requests that the device did not answer in time. */
  long late() {
    return late.get();
  }

  /** Adds a request whose time is now. */
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
   * Answers those whose time is over with an error.
   *
   * @return milliseconds until there may be the next one; -1 when none waits
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

  /** Does no more; one that is under way ends by itself. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }
}
