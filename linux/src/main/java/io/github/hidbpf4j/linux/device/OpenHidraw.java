package io.github.hidbpf4j.linux.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.linux.call.IoctlRequest;
import io.github.hidbpf4j.linux.call.OpenFile;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.HidrawNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** A hidraw node (Linux 6.12 {@code drivers/hid/hidraw.c}). */
public final class OpenHidraw extends OpenFile implements HidrawNode {
  /** Maximum size of a descriptor: HID_MAX_DESCRIPTOR_SIZE. */
  private static final int DESCRIPTOR_MAX = 4096;

  private OpenHidraw(int fd, String path) {
    super(fd, path);
  }

  /**
   * Opens a node for reading and writing, non-blocking from the start: reopening a node would lose
   * what it has queued.
   *
   * @throws SystemCallException if it cannot be opened
   */
  public static OpenHidraw open(Path path) {
    return new OpenHidraw(openForBoth(path), path.toString());
  }

  /** Takes over an open file; pipes and sockets work except for ioctls. */
  public static OpenHidraw over(int fd, String path) {
    return new OpenHidraw(fd, path);
  }

  @Override
  public byte[] descriptor() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Integer.BYTES + DESCRIPTOR_MAX, Integer.BYTES);
      check(IoctlRequest.HIDIOCGRDESCSIZE, memory, Integer.BYTES);
      int size = memory.get(ValueLayout.JAVA_INT, 0);
      if (size < 1 || size > DESCRIPTOR_MAX) {
        throw new SystemCallException(
            IoctlRequest.HIDIOCGRDESCSIZE.name(), path(), SystemError.EPROTO.result());
      }
      // struct hidraw_report_descriptor: number of bytes wanted, then the bytes
      check(IoctlRequest.HIDIOCGRDESC, memory, Integer.BYTES + DESCRIPTOR_MAX);
      return memory.asSlice(Integer.BYTES, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private void check(IoctlRequest request, MemorySegment memory, int size) {
    int result = ioctl(request, memory, 0, size);
    if (result < 0) {
      throw new SystemCallException(request.name(), path(), result);
    }
  }

  @Override
  public int getReport(ReportType type, MemorySegment buffer, long offset, int size) {
    IoctlRequest request =
        switch (type) {
          case INPUT -> IoctlRequest.HIDIOCGINPUT;
          case OUTPUT -> IoctlRequest.HIDIOCGOUTPUT;
          case FEATURE -> IoctlRequest.HIDIOCGFEATURE;
        };
    return ioctlOnce(request, buffer, offset, Math.min(size, IoctlRequest.SIZE_MAX));
  }

  @Override
  public int setReport(ReportType type, MemorySegment buffer, long offset, int size) {
    if (size > IoctlRequest.SIZE_MAX) {
      return SystemError.EINVAL.result();
    }
    IoctlRequest request =
        switch (type) {
          case INPUT -> IoctlRequest.HIDIOCSINPUT;
          case OUTPUT -> IoctlRequest.HIDIOCSOUTPUT;
          case FEATURE -> IoctlRequest.HIDIOCSFEATURE;
        };
    return ioctlOnce(request, buffer, offset, size);
  }
}
