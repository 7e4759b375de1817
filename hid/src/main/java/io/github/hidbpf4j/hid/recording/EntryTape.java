package io.github.hidbpf4j.hid.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a recording in packed form, for repeated reading: an event takes three or four
 * bytes in addition to its data. Written once, then read by any number of threads.
 */
public final class EntryTape {
  private static final int CHUNK = 1 << 18;
  private static final int FIRST_CHUNK = 1 << 12;

  /** Maximum size of an entry's header: flags, device, length, time. */
  private static final int MOST_HEAD = 14;

  // Flags, the first byte of an entry: its kind, and the fields that differ from the previous one.
  private static final int KIND = 0x3;
  private static final int REQUEST = 2;
  private static final int OTHER_DEVICE = 0x4;
  private static final int OTHER_LENGTH = 0x8;

  private static final RecordedEvent.Kind[] KINDS = RecordedEvent.Kind.values();

  /** A chunk of whole entries, with the number of bytes used. */
  private record Chunk(byte[] bytes, int used) {}

  private final long most;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private byte[] last = {};
  private int used;
  private long size;
  private long entries;
  private boolean full;

  // The last event.
  private int lastDevice;
  private int lastLength;
  private long lastMicros;

  /**
   * Creates an empty tape.
   *
   * @param most approximate maximum size in bytes
   */
  public EntryTape(long most) {
    this.most = most;
  }

  /**
   * Adds the current entry of a reader. An entry that does not fit makes the tape unusable: it
   * drops everything.
   *
   * @param reader after {@link RecordingReader#advance}
   */
  public void add(RecordingReader reader) {
    RecordedRequest request = reader.request();
    if (request != null) {
      add(request);
    } else {
      add(reader.device(), reader.kind(), reader.micros(), reader.bytes(), reader.length());
    }
  }

  /**
   * Adds a request.
   *
   * @param request the next one in the recording
   */
  public void add(RecordedRequest request) {
    if (!full) {
      requests.add(request);
      size += 4L * MOST_HEAD + request.data().length;
      head(REQUEST, lastDevice, lastLength, lastMicros, 0);
      checkSize();
    }
  }

  /**
   * Adds an event.
   *
   * @param device index of the device, up to 255
   * @param kind where it was caught
   * @param micros microseconds since the start of the recording
   * @param report array that starts with the report
   * @param length length of the report in bytes, up to 65535
   */
  public void add(int device, RecordedEvent.Kind kind, long micros, byte[] report, int length) {
    if (!full) {
      head(kind.ordinal(), device, length, micros, length);
      System.arraycopy(report, 0, last, used, length);
      used += length;
      checkSize();
    }
  }

  private void checkSize() {
    entries++;
    if (size > most) {
      full = true;
      used = 0;
      chunks.clear();
      requests.clear();
      last = new byte[0];
    }
  }

  /** Starts an entry, with space for this many bytes after its header. */
  private void head(int kind, int device, int length, long micros, int bytes) {
    if (used + MOST_HEAD + bytes > last.length) {
      // Not trimmed to size: little is unused, and new pages cost more than the rest.
      seal(last);
      int room = chunks.isEmpty() ? FIRST_CHUNK : CHUNK;
      last = new byte[Math.max(MOST_HEAD + bytes, room)];
    }
    int begin = used;
    int flags = kind;
    used++;
    if (device != lastDevice) {
      flags |= OTHER_DEVICE;
      last[used++] = (byte) device;
    }
    if (length != lastLength) {
      flags |= OTHER_LENGTH;
      last[used++] = (byte) length;
      last[used++] = (byte) (length >> 8);
    }
    last[begin] = (byte) flags;
    long step = micros - lastMicros;
    // Zigzag, so that negative steps are short, too; seven bits per byte.
    long left = step << 1 ^ step >> 63;
    while ((left & ~0x7fL) != 0) {
      last[used++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    last[used++] = (byte) left;
    lastDevice = device;
    lastLength = length;
    lastMicros = micros;
    size += used - begin + bytes;
  }

  private void seal(byte[] bytes) {
    if (used > 0) {
      chunks.add(new Chunk(bytes, used));
      used = 0;
    }
  }

  /** Ends the tape: nothing more is added. */
  public void end() {
    seal(Arrays.copyOf(last, used));
    last = new byte[0];
  }

  /** {@return whether it contains everything that was added} */
  public boolean isWhole() {
    return !full;
  }

  /** {@return the number of events and requests of all devices that were added} */
  public long entries() {
    return entries;
  }

  /**
   * Reads the entries for the replay of a device, from the start.
   *
   * @param device index of the device
   * @param kind kind of its events
   * @return an independent reader
   */
  public EntryCursor read(int device, RecordedEvent.Kind kind) {
    return new Reader(device, kind);
  }

  /** Reads a complete tape. */
  private final class Reader implements EntryCursor {
    private final int wanted;
    private final RecordedEvent.Kind kind;
    private byte[] chunk = {};
    private int end;
    private int nextChunk;
    private int at;
    private int nextRequest;

    // The device of the last event, of any device.
    private int device;
    private int length;
    private long micros;

    private @Nullable RecordedRequest request;

    Reader(int device, RecordedEvent.Kind kind) {
      this.wanted = device;
      this.kind = kind;
    }

    @Override
    public boolean next() {
      while (at < end || nextChunk < chunks.size()) {
        if (at == end) {
          Chunk next = chunks.get(nextChunk++);
          chunk = next.bytes();
          end = next.used();
          at = 0;
        }
        int flags = chunk[at++];
        if ((flags & OTHER_DEVICE) != 0) {
          device = chunk[at++] & 0xff;
        }
        if ((flags & OTHER_LENGTH) != 0) {
          length = chunk[at] & 0xff | (chunk[at + 1] & 0xff) << 8;
          at += 2;
        }
        micros += step();
        int what = flags & KIND;
        if (what == REQUEST) {
          request = requests.get(nextRequest++);
          if (request.device() == wanted) {
            return true;
          }
        } else {
          at += length;
          if (device == wanted && KINDS[what] == kind) {
            request = null;
            return true;
          }
        }
      }
      request = null;
      return false;
    }

    private long step() {
      long value = 0;
      int shift = 0;
      byte part = chunk[at++];
      while (part < 0) {
        value |= (part & 0x7fL) << shift;
        shift += 7;
        part = chunk[at++];
      }
      value |= (long) part << shift;
      return value >>> 1 ^ -(value & 1);
    }

    @Override
    public long micros() {
      RecordedRequest present = request;
      return present == null ? micros : present.micros();
    }

    @Override
    public @Nullable RecordedRequest request() {
      return request;
    }

    @Override
    public byte[] bytes() {
      return chunk;
    }

    @Override
    public int offset() {
      return at - length;
    }

    @Override
    public int length() {
      return length;
    }
  }
}
