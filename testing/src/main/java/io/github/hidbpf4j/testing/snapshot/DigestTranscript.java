package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.input.PacketCollector;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Computes a digest of a run without formatting it: runs have the same digest if and only if they
 * have the same text. Each part is preceded by its kind and length, so that no two runs give the
 * same bytes.
 */
public final class DigestTranscript implements Transcript {
  /** To be incremented when the digested data changes. */
  private static final int VERSION = 1;

  private static final byte[] NOTHING = {};
  private static final int LINE = 1;
  private static final int REPORT = 2;
  private static final int INJECTED = 3;
  private static final int PACKETS = 4;

  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14);

  /** Starts a digest. */
  public DigestTranscript() {
    digest = sha256();
    buffer.putInt(VERSION);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest of these lines as UTF-8 text: 16 hex digits. */
  static String ofLines(List<String> lines) {
    if (lines instanceof SectionText read) {
      return read.digest();
    }
    MessageDigest sha = sha256();
    boolean more = false;
    for (String line : lines) {
      if (more) {
        sha.update((byte) '\n');
      }
      more = true;
      sha.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return shown(sha.digest());
  }

  /** Formats a digest as 16 hex digits. */
  static String shown(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** Ends the transcript and returns its digest, 16 hex digits. */
  public String result() {
    flush();
    return shown(digest.digest());
  }

  @Override
  public void line(String text) {
    room(5);
    buffer.put((byte) LINE);
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void report(GatheredReport event) {
    room(9);
    buffer.put((byte) REPORT).putLong(event.micros());
    bytes(event.input(), event.inputLength());
    bytes(event.isDropped() ? event.dropped().getBytes(StandardCharsets.UTF_8) : NOTHING);
    room(4);
    buffer.putInt(event.outputs());
    for (int i = 0; i < event.outputs(); i++) {
      output(event.output(i));
    }
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    room(9);
    buffer.put((byte) INJECTED).putLong(micros);
    output(output);
  }

  private void output(GatheredReport.Output output) {
    room(1);
    Delivery delivery = output.delivery();
    buffer.put((byte) delivery.mark().charAt(0));
    bytes(output.report(), output.length());
  }

  @Override
  public void packets(long micros, PacketCollector packets, List<InputDevice> devices) {
    packets(micros, false, packets.size());
    for (int i = 0; i < packets.size(); i++) {
      int events = packets.events(i);
      packet(packets.device(i), packets.mark(i), events);
      for (int k = 0; k < events; k++) {
        event(packets.type(i, k), packets.code(i, k), packets.value(i, k));
      }
    }
  }

  @Override
  public void passed(long micros, List<InputPacket> packets, List<InputDevice> devices) {
    packets(micros, true, packets.size());
    for (InputPacket packet : packets) {
      packet(packet.device(), packet.mark(), packet.events().size());
      packet.events().forEach(e -> event(e.type(), e.code(), e.value()));
    }
  }

  private void packets(long micros, boolean time, int count) {
    room(14);
    buffer.put((byte) PACKETS).putLong(micros).put((byte) (time ? 1 : 0)).putInt(count);
  }

  private void packet(int device, int mark, int events) {
    room(12);
    buffer.putInt(device).putInt(mark).putInt(events);
  }

  private void event(int type, int code, int value) {
    room(8);
    buffer.putShort((short) type).putShort((short) code).putInt(value);
  }

  private void bytes(byte[] bytes) {
    bytes(bytes, bytes.length);
  }

  private void bytes(byte[] bytes, int length) {
    room(4);
    buffer.putInt(length);
    if (length > buffer.capacity()) {
      flush();
      digest.update(bytes, 0, length);
      return;
    }
    room(length);
    buffer.put(bytes, 0, length);
  }

  private void room(int length) {
    if (buffer.remaining() < length) {
      flush();
    }
  }

  private void flush() {
    digest.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
