package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.linux.node.DeviceNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory into which reports are read, one after another. It is zero after each, as programs
 * must find it, so that nobody needs to clear a copy.
 */
final class ReportBuffer {
  /** Its size. */
  static final int SIZE = HidLimits.MAX_BUFFER_SIZE;

  private final MemorySegment memory = Arena.ofAuto().allocate(SIZE);

  /** Size of the last report. */
  private int last;

  /** The memory, which begins with the last report. */
  MemorySegment memory() {
    return memory;
  }

  /** Reads a report; returns as {@link DeviceNode#read}. */
  int read(DeviceNode node) {
    int size = node.read(memory, 0, SIZE);
    if (size > 0) {
      if (size < last) {
        MemorySegment _ = memory.asSlice(size, last - size).fill((byte) 0);
      }
      last = size;
    }
    return size;
  }
}
