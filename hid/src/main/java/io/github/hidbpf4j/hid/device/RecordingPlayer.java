package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a recording's events to devices at their times, in softirq context as an interrupt would.
 * One event is held and one timer armed at a time, so a recording may be of any length.
 *
 * <p>Times are kept relative to the start of playing. An event whose time is before that of the one
 * ahead of it comes at once; order is the recording's.
 */
public final class RecordingPlayer {
  /** Where events come from, in order. */
  @FunctionalInterface
  public interface EventSource {
    /**
     * The next event; null at the end.
     *
     * @throws HidException for what is no event
     */
    @Nullable RecordedEvent next() throws IOException;

    /** The events of a file as it is read. */
    static EventSource of(RecordingReader reader) {
      return reader::next;
    }

    /** Events in memory, or made on the way. */
    static EventSource of(Iterator<RecordedEvent> events) {
      return () -> events.hasNext() ? events.next() : null;
    }

    /** Only the events of a kind. */
    default EventSource only(RecordedEvent.Kind kind) {
      return () -> {
        RecordedEvent event = next();
        while (event != null && event.kind() != kind) {
          event = next();
        }
        return event;
      };
    }
  }

  private final Scheduler scheduler;
  private final EventSource source;
  private final Consumer<RecordedEvent> sink;
  private final Timer timer;
  private long origin;
  private volatile boolean started;
  private volatile boolean finished;
  private final AtomicLong played = new AtomicLong();
  private volatile @Nullable RecordedEvent next;
  private volatile @Nullable HidException failure;
  private Runnable whenFinished = () -> {};

  /**
   * A player that has not begun.
   *
   * @param sink gets each event when its time has come; mostly {@code event ->
   *     uhid.input(event.data())}
   */
  public RecordingPlayer(Scheduler scheduler, EventSource source, Consumer<RecordedEvent> sink) {
    this.scheduler = scheduler;
    this.source = source;
    this.sink = sink;
    this.timer = scheduler.newTimer("recording", this::play);
  }

  /** A player for one device. */
  public static RecordingPlayer of(HidBus bus, EventSource source, UhidDevice device) {
    return new RecordingPlayer(
        bus.scheduler(), source, event -> device.input(event.data(), 0, event.data().length));
  }

  /** Runs this after the last event, or when playing fails. Set it before {@link #start}. */
  public RecordingPlayer onFinish(Runnable action) {
    whenFinished = action;
    return this;
  }

  /**
   * Begins: the time 0 of the recording is now.
   *
   * @throws IllegalStateException when it has begun already
   */
  public void start() {
    if (started) {
      throw new IllegalStateException("a player plays once");
    }
    started = true;
    origin = scheduler.now();
    fetch();
    arm();
  }

  /** Stops for good; the event whose time has not come is not played. */
  public void stop() {
    timer.cancel();
    next = null;
    finished = true;
  }

  /** Events played so far. */
  public long played() {
    return played.get();
  }

  /** Whether nothing more will be played. */
  public boolean isFinished() {
    return finished;
  }

  /** What the source could not give, if that ended playing. */
  public @Nullable HidException failure() {
    return failure;
  }

  private void play() {
    long now = scheduler.now();
    for (RecordedEvent event = next; event != null && due(event) <= now; event = next) {
      played.incrementAndGet();
      sink.accept(event);
      if (finished) {
        return;
      }
      fetch();
    }
    arm();
  }

  private long due(RecordedEvent event) {
    return origin + event.nanos();
  }

  private void fetch() {
    try {
      next = source.next();
    } catch (HidException e) {
      next = null;
      failure = e;
    } catch (IOException e) {
      next = null;
      failure = new HidException("recording: " + e.getMessage(), e);
    }
  }

  private void arm() {
    RecordedEvent event = next;
    if (event == null) {
      finished = true;
      whenFinished.run();
    } else {
      timer.arm(due(event));
    }
  }
}
