package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingLine;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
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
public final class RecordingListener implements ReplayListener, Closeable {
  /** Lines to be written. */
  private interface Lines {
    void write() throws IOException;
  }

  /** What is written, or a place kept for a request that is not over. */
  private static final class Place {
    @Nullable Lines lines;
  }

  private final RecordingWriter writer;
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private final Map<Long, Place> open = new HashMap<>();
  private boolean started;
  private int device;

  /** The descriptor that the last reports have. */
  private byte[] descriptor = {};

  /** A listener that writes there, in UTF-8 if it may choose. */
  public RecordingListener(Writer out) {
    writer = new RecordingWriter(out);
  }

  @Override
  public void started(ReplayStart start) {
    RecordedDevice d = start.device();
    device = d.index();
    descriptor =
        start.descriptorAfter().length == 0 ? start.descriptorBefore() : start.descriptorAfter();
    try {
      writer.write(
          new RecordedDevice(
              device, d.name(), d.phys(), d.bus(), d.vendor(), d.product(), descriptor));
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
    RecordedEvent event = new RecordedEvent(device, RecordedEvent.Kind.INPUT, micros, report);
    add(() -> writer.write(event));
  }

  /**
   * A comment, as a recording has but one descriptor of a device: which of its reports follow which
   * is for people to see.
   */
  @Override
  public void rebound(long micros, byte[] bytes) {
    if (Arrays.equals(bytes, descriptor)) {
      return;
    }
    descriptor = bytes.clone();
    String text =
        String.format(
            Locale.ROOT,
            " %d.%06d the report descriptor changed: what follows has another one, of %d bytes:%s",
            micros / 1_000_000,
            micros % 1_000_000,
            bytes.length,
            HexFormat.of().withPrefix(" ").formatHex(bytes));
    add(() -> writer.write(new RecordingLine.Comment(text)));
  }

  private void add(Lines lines) {
    Place place = new Place();
    place.lines = lines;
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
      place.lines = () -> write(request);
      flush();
    }
  }

  private void flush() {
    try {
      while (started && !places.isEmpty()) {
        Lines lines = places.getFirst().lines;
        if (lines == null) {
          return;
        }
        places.removeFirst();
        lines.write();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(RecordedRequest r) throws IOException {
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

  /** Writes what is left, without requests that never ended, and closes the writer below. */
  @Override
  public void close() throws IOException {
    for (Place place : places) {
      Lines lines = place.lines;
      if (lines != null && started) {
        lines.write();
      }
    }
    places.clear();
    writer.close();
  }
}
