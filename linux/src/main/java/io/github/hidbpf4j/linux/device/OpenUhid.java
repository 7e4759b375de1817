package io.github.hidbpf4j.linux.device;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.call.OpenFile;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** {@code /dev/uhid} (Linux 6.12 {@code drivers/hid/uhid.c}). */
public final class OpenUhid extends OpenFile implements UhidNode {
  /** Its path. */
  public static final Path DEFAULT = Path.of("/dev/uhid");

  private OpenUhid(int fd, String path) {
    super(fd, path);
  }

  /**
   * Opens it, for one device.
   *
   * @throws io.github.hidbpf4j.linux.call.SystemCallException if it cannot be opened
   */
  public static OpenUhid open(Path path) {
    return new OpenUhid(openForBoth(path), path.toString());
  }

  /** Takes over an open file; a packet socket works. */
  public static OpenUhid over(int fd, String path) {
    return new OpenUhid(fd, path);
  }

  @Override
  public int write(MemorySegment buffer, long offset, int size) {
    return writeEvent(buffer, offset, size);
  }

  @Override
  public int create(HidDeviceInfo info, byte[] descriptor) {
    if (descriptor.length == 0 || descriptor.length > DATA_MAX) {
      return SystemError.EINVAL.result();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_SIZE);
      return send(event, UhidEvent.create2(event, info, descriptor));
    }
  }

  @Override
  public int input(MemorySegment event, int size) {
    if (size < 0 || size > DATA_MAX) {
      return SystemError.EINVAL.result();
    }
    return send(event, UhidEvent.input2(event, size));
  }

  @Override
  public int inputAgain(MemorySegment event, int size) {
    return send(event, INPUT2_DATA + size);
  }

  @Override
  public int destroy() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(Integer.BYTES);
      return send(event, UhidEvent.destroy(event));
    }
  }

  private int send(MemorySegment event, int size) {
    return Math.min(0, writeEvent(event, 0, size));
  }
}
