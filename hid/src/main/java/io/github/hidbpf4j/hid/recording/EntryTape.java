package io.github.hidbpf4j.hid.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds, packed, for whoever goes through it several times: an event takes a dozen
 * bytes beside its own. Written once, then read by any number of threads.
 */
public final class EntryTape {
  private static final int CHUNK = 1 << 18;
  private static final int FIRST_CHUNK = 1 << 12;

  /** Kind, device, length, time. */
  private static final int HEAD = 12;

  /** In place of the kind of an event. */
  private static final byte REQUEST = -1;

  private static final RecordedEvent.Kind[] KINDS = RecordedEvent.Kind.values();

  private final long most;
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private byte[] last = {};
  private int used;
  private long size;
  private boolean full;

  /**
   * An empty one.
   *
   * @param most bytes that it takes, about
   */
  public EntryTape(long most) {
    this.most = most;
  }

  /**
   * Adds what comes next in the recording. What no longer fits makes it useless: it forgets all.
   *
   * @param entry an event or a request
   */
  public void add(RecordedEntry entry) {
    if (full) {
      return;
    }
    switch (entry) {
      case RecordedEvent event -> {
        byte[] data = event.data();
        head((byte) event.kind().ordinal(), event.device(), data.length, event.micros());
        System.arraycopy(data, 0, last, used, data.length);
        used += data.length;
      }
      case RecordedRequest request -> {
        requests.add(request);
        size += 2L * HEAD + request.data().length;
        head(REQUEST, request.device(), 0, request.micros());
      }
    }
    if (size > most) {
      full = true;
      used = 0;
      chunks.clear();
      requests.clear();
      last = new byte[0];
    }
  }

  private void head(byte kind, int device, int length, long micros) {
    int count = HEAD + length;
    size += count;
    if (used + count > last.length) {
      seal();
      last = new byte[Math.max(count, chunks.isEmpty() ? FIRST_CHUNK : CHUNK)];
      used = 0;
    }
    last[used++] = kind;
    last[used++] = (byte) device;
    last[used++] = (byte) length;
    last[used++] = (byte) (length >> 8);
    for (int i = 0; i < Long.BYTES; i++) {
      last[used++] = (byte) (micros >> 8 * i);
    }
  }

  private void seal() {
    if (used > 0) {
      chunks.add(Arrays.copyOf(last, used));
      used = 0;
    }
  }

  /** Nothing more is added. */
  public void end() {
    seal();
    last = new byte[0];
  }

  /** {@return whether all that was added is there} */
  public boolean isWhole() {
    return !full;
  }

  /**
   * Reads what a replay of a device takes, from the begin.
   *
   * @param device index of the device
   * @param kind which of its events
   * @return a reader of its own
   */
  public Reader read(int device, RecordedEvent.Kind kind) {
    return new Reader(device, kind);
  }

  /** Reads a tape that is whole. */
  public final class Reader {
    private final int device;
    private final RecordedEvent.Kind kind;
    private byte[] chunk = {};
    private int next;
    private int at;
    private int request;

    private Reader(int device, RecordedEvent.Kind kind) {
      this.device = device;
      this.kind = kind;
    }

    /** {@return the next event or request; null at the end} */
    public @Nullable RecordedEntry next() {
      while (at < chunk.length || next < chunks.size()) {
        if (at == chunk.length) {
          chunk = chunks.get(next++);
          at = 0;
        }
        int what = chunk[at];
        int whose = chunk[at + 1] & 0xff;
        int length = chunk[at + 2] & 0xff | (chunk[at + 3] & 0xff) << 8;
        int head = at + 4;
        at += HEAD + length;
        if (what == REQUEST) {
          RecordedRequest asked = requests.get(request++);
          if (asked.isReplayed(device, kind)) {
            return asked;
          }
        } else if (whose == device && KINDS[what] == kind) {
          return new RecordedEvent(
              device, kind, micros(head), Arrays.copyOfRange(chunk, at - length, at));
        }
      }
      return null;
    }

    private long micros(int head) {
      long micros = 0;
      for (int i = Long.BYTES - 1; i >= 0; i--) {
        micros = micros << 8 | chunk[head + i] & 0xff;
      }
      return micros;
    }
  }
}
