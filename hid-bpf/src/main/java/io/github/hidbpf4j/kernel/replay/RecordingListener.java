package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a hidraw reader got, and what the device was asked, as a recording: the descriptor
 * that programs left, the reports behind them, and the traffic. Streams; holds back only what comes
 * after a request that is not over, so that lines stand in the order of time. What goes wrong is
 * thrown as {@link UncheckedIOException}.
 */
public final class RecordingListener implements ReplayListener, Closeable {
  /** An entry, or a place kept for a request that is not over. */
  private static final class Place {
    @Nullable RecordedEntry entry;
  }

  private final RecordingWriter writer;
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private final Map<Long, Place> open = new HashMap<>();
  private boolean started;
  private int device;

  /** A listener that writes there, in UTF-8 if it may choose. */
  public RecordingListener(Writer out) {
    writer = new RecordingWriter(out);
  }

  @Override
  public void started(ReplayStart start) {
    RecordedDevice d = start.device();
    device = d.index();
    byte[] descriptor = start.descriptorAfter();
    try {
      writer.write(
          new RecordedDevice(
              device,
              d.name(),
              d.phys(),
              d.bus(),
              d.vendor(),
              d.product(),
              descriptor.length == 0 ? start.descriptorBefore() : descriptor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started = true;
    flush();
  }

  @Override
  public void event(ReplayEvent event) {
    for (ReplayEvent.Output o : event.output()) {
      report(event.micros(), o.report());
    }
  }

  @Override
  public void injected(long micros, ReplayEvent.Output output) {
    report(micros, output.report());
  }

  private void report(long micros, byte[] report) {
    Place place = new Place();
    place.entry = new RecordedEvent(device, RecordedEvent.Kind.INPUT, micros, report);
    places.addLast(place);
    flush();
  }

  @Override
  public void requestBegan(long token) {
    Place place = new Place();
    open.put(token, place);
    places.addLast(place);
  }

  @Override
  public void request(long token, RecordedRequest request) {
    Place place = open.remove(token);
    if (place != null) {
      place.entry = request;
      flush();
    }
  }

  private void flush() {
    try {
      while (started && !places.isEmpty()) {
        RecordedEntry entry = places.getFirst().entry;
        if (entry == null) {
          return;
        }
        places.removeFirst();
        write(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(RecordedEntry entry) throws IOException {
    switch (entry) {
      case RecordedEvent event -> writer.write(event);
      case RecordedRequest r ->
          writer.write(
              new RecordedRequest(
                  r.device(),
                  r.kind(),
                  r.origin(),
                  r.micros(),
                  r.tookMicros(),
                  r.type(),
                  r.id(),
                  r.asked(),
                  // A hook may answer with any number; the format has bytes and errnos.
                  r.result() < -4095 ? -HidErrno.EIO : Math.min(r.result(), 16384),
                  r.data()));
    }
  }

  /** Writes what is left, without requests that never ended, and closes the writer below. */
  @Override
  public void close() throws IOException {
    for (Place place : places) {
      RecordedEntry entry = place.entry;
      if (entry != null && started) {
        write(entry);
      }
    }
    places.clear();
    writer.close();
  }
}
