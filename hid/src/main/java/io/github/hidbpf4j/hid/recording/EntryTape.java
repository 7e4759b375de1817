package io.github.hidbpf4j.hid.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds, packed, for whoever goes through it several times: an event takes three
 * or four bytes beside its own. Written once, then read by any number of threads.
 */
public final class EntryTape {
  private static final int CHUNK = 1 << 18;
  private static final int FIRST_CHUNK = 1 << 12;

  /** What is said of an entry at most: flags, device, length, time. */
  private static final int MOST_HEAD = 14;

  // Flags, the first byte of an entry: its kind, and what is not as of the one before.
  private static final int KIND = 0x3;
  private static final int REQUEST = 2;
  private static final int OTHER_DEVICE = 0x4;
  private static final int OTHER_LENGTH = 0x8;

  private static final RecordedEvent.Kind[] KINDS = RecordedEvent.Kind.values();

  /** Whole entries, as many bytes as are used. */
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
   * An empty one.
   *
   * @param most bytes that it takes, about
   */
  public EntryTape(long most) {
    this.most = most;
  }

  /**
   * Adds the entry that a reader is at. What no longer fits makes the tape useless: it forgets all.
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
   * @param request comes next in the recording
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
   * @param report begins with the report
   * @param length bytes of the report, up to 65535
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

  /** Begins an entry, with room for this many bytes behind its head. */
  private void head(int kind, int device, int length, long micros, int bytes) {
    if (used + MOST_HEAD + bytes > last.length) {
      // Not copied to its size: little is unused, and pages that are new cost more than the rest.
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
    // Zigzag, so that time that goes back is short, too; seven bits a byte.
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

  /** Nothing more is added. */
  public void end() {
    seal(Arrays.copyOf(last, used));
    last = new byte[0];
  }

  /** {@return whether all that was added is there} */
  public boolean isWhole() {
    return !full;
  }

  /** {@return how many events and requests of all devices were added} */
  public long entries() {
    return entries;
  }

  /**
   * Reads what a replay of a device takes, from the start.
   *
   * @param device index of the device
   * @param kind which of its events
   * @return a reader of its own
   */
  public EntryCursor read(int device, RecordedEvent.Kind kind) {
    return new Reader(device, kind);
  }

  /** Reads a tape that is whole. */
  private final class Reader implements EntryCursor {
    private final int wanted;
    private final RecordedEvent.Kind kind;
    private byte[] chunk = {};
    private int end;
    private int nextChunk;
    private int at;
    private int nextRequest;

    // The last event of all.
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
