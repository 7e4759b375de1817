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
 * Writes what a hidraw reader got, and the requests to the device, as a recording: the descriptor
 * after the programs, the reports after them, and the traffic. Writes as a stream; holds back only
 * entries after an unfinished request, so that lines are in order of time. I/O errors are thrown as
 * {@link UncheckedIOException}.
 */
public final class RecordingSink implements EventSink, Closeable {
  /** An entry of the recording, or a placeholder for an unfinished request. */
  private static final class Place {
    @Nullable KernelEvent event;
  }

  private final RecordingWriter writer;
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private final Map<Long, Place> users = new HashMap<>();
  private final Map<Long, Place> calls = new HashMap<>();
  private boolean started;
  private int device;

  /** The descriptor of the last reports. */
  private byte[] last = {};

  /** Creates a sink that writes to this writer. */
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
        // A user's request is reported as the user's action.
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
      // A hook may return any number; the format has bytes and errnos.
      int result = r.result() < -4095 ? -HidErrno.EIO : Math.min(r.result(), 16384);
      writer.write(r.withResult(result));
    }
  }

  /** A comment, because a recording has only one descriptor per device: for human readers. */
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

  /** Writes the rest, without requests that never completed, and closes the underlying writer. */
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
