package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingLine;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a hidraw reader got, and what the device was asked, as a recording: the descriptor
 * that programs left, the reports behind them, and the traffic. Streams; holds back only what comes
 * after a request that is not over, so that lines stand in the order of time. What goes wrong is
 * thrown as {@link UncheckedIOException}.
 */
public final class RecordingSink implements EventSink, Closeable {
  /** An entry of the recording, or a place kept for a request that is not over. */
  private static final class Place {
    @Nullable KernelEvent event;
  }

  private final RecordingWriter writer;
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private final Map<Long, Place> users = new HashMap<>();
  private final Map<Long, Place> calls = new HashMap<>();
  private boolean started;
  private int device;

  /** The descriptor that the last reports have. */
  private byte[] last = {};

  /** A sink that writes there, in UTF-8 if it may choose. */
  public RecordingSink(Writer out) {
    writer = new RecordingWriter(out);
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void event(KernelEvent event) {
    switch (event) {
      case ReplayStart start -> started(start);
      case InputOutcome outcome when outcome.delivered() != null -> keepPlace().event = event;
      case DeviceEvent.Bound bound when started && !Arrays.equals(bound.descriptor(), last) -> {
        last = bound.descriptor();
        keepPlace().event = event;
      }
      case RequestEvent.UserBegan began -> users.put(began.number(), keepPlace());
      case RequestEvent.UserDone done -> fill(users.remove(done.number()), event);
      case RequestEvent.Asked asked -> {
        // What a user asks is told as what the user did.
        if (asked.type() != null && asked.origin() != RecordedRequest.Origin.USER) {
          calls.put(asked.number(), keepPlace());
        }
      }
      case RequestEvent.Answered answered -> fill(calls.remove(answered.number()), event);
      default -> {
        return;
      }
    }
    flush();
  }

  private Place keepPlace() {
    Place place = new Place();
    places.addLast(place);
    return place;
  }

  private static void fill(@Nullable Place place, KernelEvent event) {
    if (place != null) {
      place.event = event;
    }
  }

  private void started(ReplayStart start) {
    RecordedDevice d = start.device();
    device = d.index();
    last = start.descriptorAfter().length == 0 ? start.descriptorBefore() : start.descriptorAfter();
    try {
      writer.write(
          new RecordedDevice(device, d.name(), d.phys(), d.bus(), d.vendor(), d.product(), last));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started = true;
  }

  private void flush() {
    try {
      while (started && !places.isEmpty()) {
        KernelEvent event = places.getFirst().event;
        if (event == null) {
          return;
        }
        places.removeFirst();
        write(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(KernelEvent event) throws IOException {
    if (event instanceof InputOutcome o) {
      writer.write(
          new RecordedEvent(device, RecordedEvent.Kind.INPUT, o.at().micros(), o.output()));
      return;
    }
    if (event instanceof DeviceEvent.Bound bound) {
      writer.write(new RecordingLine.Comment(changed(bound)));
      return;
    }
    RecordedRequest r = ReplayFolding.request(event, device);
    if (r != null) {
      // A hook may answer with any number; the format has bytes and errnos.
      int result = r.result() < -4095 ? -HidErrno.EIO : Math.min(r.result(), 16384);
      writer.write(r.withResult(result));
    }
  }

  /**
   * A comment, as a recording has but one descriptor of a device: which of its reports follow which
   * is for people to see.
   */
  private static String changed(DeviceEvent.Bound bound) {
    long micros = bound.at().micros();
    byte[] bytes = bound.descriptor();
    return String.format(
        Locale.ROOT,
        " %d.%06d the report descriptor changed: what follows has another one, of %d bytes:%s",
        micros / 1_000_000,
        micros % 1_000_000,
        bytes.length,
        HexFormat.of().withPrefix(" ").formatHex(bytes));
  }

  /** Writes what is left, without requests that never ended, and closes the writer below. */
  @Override
  public void close() throws IOException {
    for (Place place : places) {
      KernelEvent event = place.event;
      if (event != null && started) {
        write(event);
      }
    }
    places.clear();
    writer.close();
  }
}
