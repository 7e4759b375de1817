package io.github.hidbpf4j.live.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What devices send is written as it comes, and nothing is lost, however the recording ends. */
@Timeout(60)
class RecorderTest {
  private static final byte[] MOUSE = {
    0x05,
    0x01,
    0x09,
    0x02,
    (byte) 0xa1,
    0x01,
    0x05,
    0x09,
    0x19,
    0x01,
    0x29,
    0x08,
    0x15,
    0x00,
    0x25,
    0x01,
    0x75,
    0x01,
    (byte) 0x95,
    0x08,
    (byte) 0x81,
    0x02,
    0x05,
    0x01,
    0x09,
    0x38,
    0x15,
    (byte) 0x81,
    0x25,
    0x7f,
    0x75,
    0x08,
    (byte) 0x95,
    0x01,
    (byte) 0x81,
    0x06,
    (byte) 0xc0
  };

  @TempDir Path folder;

  private final Map<Path, QueuedHidraw> open = new HashMap<>();

  /** Nodes that tests queue reports on. */
  private final class QueuedNodes implements Nodes {
    @Override
    public HidrawNode hidraw(Path path) {
      if (path.endsWith("forbidden")) {
        throw new SystemCallException("open", path.toString(), SystemError.EACCES.result());
      }
      return node(path);
    }

    @Override
    public boolean isStill(LiveDevice device) {
      return !device.sysfsName().endsWith(".0009");
    }

    @Override
    public EvdevNode evdev(Path path) {
      throw new AssertionError("not of a recorder");
    }

    @Override
    public UhidNode uhid() {
      throw new AssertionError("not of a recorder");
    }

    @Override
    public DeviceNode zeros() {
      throw new AssertionError("not of a recorder");
    }

    @Override
    public UhidNode nothing() {
      throw new AssertionError("not of a recorder");
    }
  }

  private QueuedHidraw node(Path path) {
    return open.computeIfAbsent(path, p -> new QueuedHidraw(p.toString()));
  }

  private static LiveDevice device(int number, String phys, @Nullable String node) {
    return new LiveDevice(
        "0003:09DA:0006.%04X".formatted(number),
        new HidDeviceInfo("Mouse " + number, phys, "", 3, 0x9da, 6, 0, 0),
        "hid-generic",
        MOUSE,
        node == null ? null : Path.of(node),
        List.of(),
        false);
  }

  private static RecordingSource source(LiveDevice device) {
    return new RecordingSource(device, null, List.of());
  }

  private Recorder recorder(RecordingSource... sources) {
    return Recorder.open(List.of(sources), new QueuedNodes());
  }

  private static List<RecordedEvent> events(Recording recording) {
    return recording.events();
  }

  @Test
  void aDeviceUntilItIsUnplugged() throws IOException {
    StringWriter out = new StringWriter();
    try (Recorder recorder = recorder(source(device(1, "usb-1/input0", "/dev/hidraw0")))) {
      QueuedHidraw node = node(Path.of("/dev/hidraw0"));
      node.send(0x01, 0x00);
      node.send(0x00, 0xff);
      node.unplug();
      assertThat(recorder.run(out, -1)).isEqualTo(Recorder.End.UNPLUGGED);
      assertThat(recorder.reports()).isEqualTo(2);
    }
    assertThat(node(Path.of("/dev/hidraw0")).isClosed()).isTrue();
    Recording recording = Recording.parse("x.hid", out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(recording.devices()).containsExactly(device(1, "usb-1/input0", null).recorded());
    assertThat(events(recording)).extracting(e -> e.data().length).containsExactly(2, 2);
    assertThat(events(recording).getFirst().micros()).isZero();
    assertThat(events(recording)).allMatch(e -> e.kind() == RecordedEvent.Kind.INPUT);
    assertThat(out.toString())
        .contains("# Mouse 1, 0003:09DA:0006.0001, /dev/hidraw0, driver hid-generic\n")
        .contains("Usage Page (Generic Desktop)")
        .contains("# Button 1 1\nE: 000000.000000 2 01 00\n")
        .contains("# Wheel -1\n")
        .endsWith("# 0003:09DA:0006.0001, /dev/hidraw0, is gone\n");
  }

  @Test
  void severalTogetherInTheOrderInWhichTheyCame() throws Exception {
    StringWriter out = new StringWriter();
    try (Recorder recorder =
        recorder(source(device(1, "", "/dev/hidraw0")), source(device(2, "", "/dev/hidraw1")))) {
      CompletableFuture<Recorder.End> end = start(recorder, out, -1);
      node(Path.of("/dev/hidraw0")).send(1, 0);
      node(Path.of("/dev/hidraw1")).send(2, 0);
      awaitText(out, "2 02 00\n");
      // The other one continues.
      node(Path.of("/dev/hidraw0")).unplug();
      awaitText(out, "hidraw0, is gone\n");
      node(Path.of("/dev/hidraw1")).send(4, 0);
      awaitText(out, "2 04 00\n");
      recorder.stop();
      assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(Recorder.End.STOPPED);
    }
    Recording recording = Recording.parse("x.hid", out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(recording.devices()).extracting(d -> d.name()).containsExactly("Mouse 1", "Mouse 2");
    assertThat(events(recording)).extracting(RecordedEvent::device).contains(0, 1, 1);
    assertThat(events(recording)).extracting(RecordedEntry::micros).isSorted();
  }

  @Test
  void whatIsBeforeAndAfterOurProgramsIsToldApart() throws IOException {
    StringWriter out = new StringWriter();
    LiveDevice original = device(1, "", "/dev/hidraw0");
    LiveDevice bridged =
        device(2, Bridge.PHYS_PREFIX + original.sysfsName() + "/input0", "/dev/hidraw1");
    try (Recorder recorder =
        recorder(new RecordingSource(original, bridged, List.of("a_program")))) {
      node(Path.of("/dev/hidraw0")).send(1, 0);
      node(Path.of("/dev/hidraw0")).unplug();
      node(Path.of("/dev/hidraw1")).send(2, 0);
      node(Path.of("/dev/hidraw1")).unplug();
      assertThat(recorder.run(out, -1)).isEqualTo(Recorder.End.UNPLUGGED);
    }
    Recording recording = Recording.parse("x.hid", out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(recording.devices()).hasSize(1);
    assertThat(events(recording))
        .extracting(e -> e.kind().letter() + " " + e.device() + " " + e.data()[0])
        .containsExactlyInAnyOrder("B 0 1", "E 0 2");
    assertThat(out.toString()).contains("# BPF programs active: a_program\n");
  }

  @Test
  void theTimeIsOver() throws IOException {
    StringWriter out = new StringWriter();
    try (Recorder recorder = recorder(source(device(1, "", "/dev/hidraw0")))) {
      node(Path.of("/dev/hidraw0")).send(1, 0);
      assertThat(recorder.run(out, 1)).isEqualTo(Recorder.End.TIME);
    }
    // What had arrived by then is written.
    assertThat(out.toString()).contains("E: 000000.000000 2 01 00\n");
  }

  @Test
  void stoppedBeforeItBegan() throws IOException {
    StringWriter out = new StringWriter();
    try (Recorder recorder = recorder(source(device(1, "", "/dev/hidraw0")))) {
      recorder.stop();
      assertThat(recorder.run(out, -1)).isEqualTo(Recorder.End.STOPPED);
    }
    assertThat(Recording.parse("x.hid", out.toString().getBytes(StandardCharsets.UTF_8)).devices())
        .hasSize(1);
  }

  @Test
  void whenOneCannotBeOpenedNoneStaysOpen() {
    assertThatThrownBy(
            () ->
                recorder(
                    source(device(1, "", "/dev/hidraw0")), source(device(2, "", "/dev/forbidden"))))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("EACCES");
    assertThat(node(Path.of("/dev/hidraw0")).isClosed()).isTrue();
    assertThatThrownBy(() -> recorder(source(device(9, "", "/dev/hidraw9"))))
        .isInstanceOf(HidException.class)
        .hasMessageContaining("unplugged");
    assertThat(node(Path.of("/dev/hidraw9")).isClosed()).isTrue();
    assertThatThrownBy(() -> recorder(source(device(1, "", null))))
        .isInstanceOf(HidException.class)
        .hasMessageContaining("no hidraw node");
  }

  @Test
  void anOutputThatTakesNoMoreEndsIt() {
    Writer full =
        new Writer() {
          private int left = 4_000;

          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
              throw new IOException("No space left on device");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    try (Recorder recorder = recorder(source(device(1, "", "/dev/hidraw0")))) {
      for (int i = 0; i < 100_000; i++) {
        node(Path.of("/dev/hidraw0")).send(1, i & 0xff);
      }
      assertThatThrownBy(() -> recorder.run(full, -1))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
  }

  // ---- lines that stay whole

  @Test
  void aLineThatDoesNotFitIsTakenBack() throws IOException {
    Path file = folder.resolve("x.hid");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Writer out =
          new BufferedWriter(
              new OutputStreamWriter(
                  new WholeLines(new FullDisk(channel, 20)), StandardCharsets.UTF_8));
      out.write("first\nsecond\n");
      out.flush();
      out.write("third, which is longer\n");
      assertThatThrownBy(out::flush).hasMessage("No space left on device");
    }
    assertThat(Files.readString(file)).isEqualTo("first\nsecond\n");
  }

  @Test
  void ofLinesThatAreWrittenTogetherTheWholeOnesStay() throws IOException {
    Path file = folder.resolve("x.hid");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] lines = "first\nsecond\nthird\nfourth\n".getBytes(StandardCharsets.UTF_8);
      WholeLines out = new WholeLines(new FullDisk(channel, 22));
      assertThatThrownBy(() -> out.write(lines)).hasMessage("No space left on device");
    }
    assertThat(Files.readString(file)).isEqualTo("first\nsecond\nthird\n");
  }

  // ---- helpers

  private static CompletableFuture<Recorder.End> start(Recorder recorder, Writer out, long nanos) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return recorder.run(out, nanos);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Waits until the text has been written; the whole test has a time limit. */
  private static void awaitText(StringWriter out, String text) {
    StringBuffer buffer = out.getBuffer();
    while (buffer.indexOf(text) < 0) {
      Thread.onSpinWait();
    }
  }

  /** A file on a disk with this many bytes left, which accepts as much as fits. */
  private static final class FullDisk implements SeekableByteChannel {
    private final FileChannel file;
    private long left;

    FullDisk(FileChannel file, long left) {
      this.file = file;
      this.left = left;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (left == 0) {
        throw new IOException("No space left on device");
      }
      ByteBuffer part = from.slice();
      part.limit((int) Math.min(left, part.remaining()));
      int count = file.write(part);
      from.position(from.position() + count);
      left -= count;
      return count;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return file.read(into);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      return file.position(position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      return file.truncate(size);
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
