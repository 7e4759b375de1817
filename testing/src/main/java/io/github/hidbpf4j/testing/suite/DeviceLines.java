package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recording of hid-recorder without its events: their lines, {@code E:} and {@code B:}, are
 * emptied. Finding tests needs only the devices, and leaves parsing events to the tests that replay
 * them; line numbers stay the same. Recordings of libinput have no such lines.
 */
final class DeviceLines extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private boolean lineBegins = true;
  private boolean skips;

  private DeviceLines(InputStream in) {
    this.in = in;
  }

  /**
   * Reads a recording without its events; one of libinput with them.
   *
   * @throws io.github.hidbpf4j.hid.recording.RecordingException if the description of the devices
   *     is malformed
   * @throws IOException if it cannot be read
   */
  static Recording read(Path file) throws IOException {
    try (RecordingReader reader =
        new RecordingReader(
            file.toString(),
            new BufferedInputStream(new DeviceLines(Files.newInputStream(file)), BUFFER))) {
      return Recording.read(reader);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int written = 0;
    while (written < length) {
      if (at == end) {
        if (written > 0) {
          return written;
        }
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end <= 0) {
          end = 0;
          return -1;
        }
      }
      if (skips) {
        skip();
        continue;
      }
      byte b = buffer[at++];
      if (lineBegins) {
        skips = (b == 'E' || b == 'B') && next() == ':';
        lineBegins = false;
      }
      if (!skips) {
        lineBegins = b == '\n';
        target[offset + written++] = b;
      }
    }
    return written;
  }

  /** Skips to the end of the line, or of the buffer. */
  private void skip() {
    while (at < end && buffer[at] != '\n') {
      at++;
    }
    skips = at == end;
  }

  /** The next byte, not consumed; -1 for none. */
  private int next() throws IOException {
    if (at == end) {
      end = in.read(buffer, 0, buffer.length);
      at = 0;
      if (end <= 0) {
        end = 0;
        return -1;
      }
    }
    return buffer[at];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
