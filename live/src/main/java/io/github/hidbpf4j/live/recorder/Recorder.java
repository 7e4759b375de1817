package io.github.hidbpf4j.live.recorder;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records what devices send. One thread per node reads; the caller's thread writes, so that a slow
 * disk does not make the kernel's ring of 64 reports overflow. Times are those at which reports
 * were read (CLOCK_MONOTONIC), relative to the first report; they never decrease, across all
 * devices.
 */
public final class Recorder implements AutoCloseable {
  /** How many reports may wait to be written. */
  private static final int MOST_WAITING = 1 << 16;

  /** The longest delay until a report is visible in the file or pipe. */
  private static final long FLUSH_NANOS = 30_000_000;

  /** How often a reader that waits for room in the queue checks whether the writer has ended. */
  private static final long ROOM_MILLIS = 100;

  /** Why a recording ended. */
  public enum End {
    /** It was stopped. */
    STOPPED,
    /** The time was over. */
    TIME,
    /** All devices were unplugged. */
    UNPLUGGED
  }

  /** Messages of readers to the writer. */
  sealed interface Item {
    /** A report, read at this time. */
    record Report(Tap tap, long nanos, byte[] data) implements Item {}

    /** A node has ended. */
    record Over(Tap tap, boolean gone) implements Item {}
  }

  /** A node that is read. */
  record Tap(int index, RecordedEvent.Kind kind, LiveDevice device, DeviceNode node) {}

  private final List<RecordingSource> sources;
  private final List<Tap> taps = new ArrayList<>();
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Object order = new Object();
  private final List<Thread> readers = new ArrayList<>();
  private volatile boolean stopping;

  /** Whether the writer has ended. */
  private volatile boolean over;

  private volatile boolean overflowed;
  private long reports;

  private Recorder(List<RecordingSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Opens the nodes of devices, and starts reading: if the caller first had to load classes,
   * reports waiting in the kernel would get too late a time.
   *
   * @throws HidException if one cannot be opened; none is open then
   */
  public static Recorder open(List<RecordingSource> sources, Nodes nodes) {
    Recorder recorder = new Recorder(sources);
    try {
      for (int i = 0; i < sources.size(); i++) {
        RecordingSource source = sources.get(i);
        LiveDevice clone = source.bridged();
        recorder.tap(
            i,
            clone == null ? RecordedEvent.Kind.INPUT : RecordedEvent.Kind.BEFORE_BPF,
            source.device(),
            nodes);
        if (clone != null) {
          recorder.tap(i, RecordedEvent.Kind.INPUT, clone, nodes);
        }
      }
      recorder.taps.forEach(
          tap ->
              recorder.readers.add(
                  Thread.ofPlatform()
                      .daemon()
                      .name("hidbpf-record " + tap.node().path())
                      .start(() -> recorder.read(tap))));
      return recorder;
    } catch (RuntimeException | Error e) {
      recorder.close();
      throw e;
    }
  }

  private void tap(int index, RecordedEvent.Kind kind, LiveDevice device, Nodes nodes) {
    Path node = device.hidraw();
    if (node == null) {
      throw new HidException(device + ": has no hidraw node: its reports cannot be recorded");
    }
    taps.add(new Tap(index, kind, device, nodes.hidraw(node)));
    // Node numbers are reused at once.
    if (!nodes.isStill(device)) {
      throw new HidException(device + ": has just been unplugged");
    }
  }

  /**
   * Records until it is stopped, the time is over, or all devices are gone. When it returns,
   * everything that was recorded has been written and flushed.
   *
   * @param out output, which is flushed but not closed
   * @param nanos for how long at most; negative for ever
   * @throws IOException if the output cannot be written any more
   */
  public End run(Writer out, long nanos) throws IOException {
    RecordingText text = new RecordingText(out, sources);
    text.begin();
    out.flush();
    return write(text, out, nanos);
  }

  private End write(RecordingText text, Writer out, long nanos) throws IOException {
    long began = System.nanoTime();
    long flushAt = 0;
    boolean unflushed = false;
    boolean timeIsOver = false;
    int open = taps.size();
    int gone = 0;
    while (open > 0) {
      long now = System.nanoTime();
      long left = nanos < 0 ? Long.MAX_VALUE : Math.max(0, nanos - (now - began));
      if (left == 0 && !stopping) {
        timeIsOver = true;
        stop();
      }
      long most = stopping ? Long.MAX_VALUE : left;
      Item item = next(unflushed ? Math.clamp(flushAt - now, 0, most) : most);
      switch (item) {
        case null -> {}
        case Item.Report report -> {
          if (overflowed) {
            overflowed = false;
            text.remark("the output was slow for a while: reports may be missing before this");
          }
          text.report(report);
          reports++;
          if (!unflushed) {
            unflushed = true;
            flushAt = System.nanoTime() + FLUSH_NANOS;
          }
        }
        case Item.Over over -> {
          open--;
          gone += over.gone() ? 1 : 0;
          if (over.gone()) {
            text.gone(over.tap());
            unflushed = true;
          }
        }
      }
      if (unflushed && System.nanoTime() - flushAt >= 0) {
        out.flush();
        unflushed = false;
      }
    }
    out.flush();
    return gone == taps.size() && !timeIsOver ? End.UNPLUGGED : timeIsOver ? End.TIME : End.STOPPED;
  }

  private @Nullable Item next(long nanos) {
    try {
      return queue.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      return queue.poll();
    }
  }

  /** Reads a node until it is gone or the recording is stopped. */
  private void read(Tap tap) {
    boolean gone = false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(HidLimits.MAX_BUFFER_SIZE);
      while (!gone && !stopping) {
        int ready = tap.node().await(-1);
        // Reports that came before it went, or before the recording was stopped, are still pending.
        int size = take(tap, buffer);
        gone = (ready & DeviceNode.GONE) != 0 && size <= 0;
      }
      int _ = take(tap, buffer);
    } finally {
      put(new Item.Over(tap, gone));
    }
  }

  /** Reads all pending reports; returns the result of the last read. */
  private int take(Tap tap, MemorySegment buffer) {
    int size = tap.node().read(buffer, 0, HidLimits.MAX_BUFFER_SIZE);
    for (; size > 0; size = tap.node().read(buffer, 0, HidLimits.MAX_BUFFER_SIZE)) {
      byte[] data = buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
      synchronized (order) {
        put(new Item.Report(tap, System.nanoTime(), data));
      }
    }
    return size;
  }

  private void put(Item item) {
    boolean interrupted = false;
    for (boolean put = false; !put && !over; ) {
      try {
        put = queue.offer(item) || waitAndPut(item);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean waitAndPut(Item item) throws InterruptedException {
    overflowed = true;
    return queue.offer(item, ROOM_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Stops recording, from any thread; {@link #run} returns when everything that was read has been
   * written.
   */
  public void stop() {
    stopping = true;
    taps.forEach(tap -> tap.node().wake());
  }

  /** How many reports were written. */
  public long reports() {
    return reports;
  }

  /** Closes the nodes once their readers have ended. */
  @Override
  public void close() {
    over = true;
    stop();
    boolean interrupted = false;
    for (Thread reader : readers) {
      while (reader.isAlive()) {
        try {
          reader.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    taps.forEach(tap -> tap.node().close());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
