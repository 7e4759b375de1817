package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Reads at arbitrary addresses ({@code mm/maccess.c}, {@code arch/x86/mm/maccess.c}, Linux 6.12,
 * x86-64): an address without live memory gives an error, never a fault. There is no user memory:
 * reads of user addresses always fail.
 */
final class KernelProbe {
  /** End of user addresses: {@code TASK_SIZE} with 4-level page tables. */
  private static final long TASK_SIZE = 0x7fff_ffff_f000L;

  private static final long KERNEL_START = 0xffff_8000_0000_0000L;
  private static final long VSYSCALL = 0xffff_ffff_ff60_0000L;
  private static final int PAGE = 4096;

  private KernelProbe() {}

  /** Whether this is a user-space address. */
  static boolean isUser(long address) {
    return Long.compareUnsigned(address, TASK_SIZE) < 0;
  }

  /** Whether {@link #copy} of these bytes would succeed. */
  static boolean isReadable(ArenaMemory memory, long from, long size) {
    return isKernel(from) && memory.isReadable(from, size);
  }

  /**
   * {@code copy_from_kernel_nofault}: returns 0, -ERANGE for an address that is not a kernel
   * address, or -EFAULT.
   */
  static long copy(ArenaMemory memory, long from, long to, long size) {
    if (!isKernel(from)) {
      return Errno.ERANGE.result();
    }
    if (!memory.isReadable(from, size)) {
      return size == 0 ? 0 : Errno.EFAULT.result();
    }
    memory.copy(from, to, size);
    return 0;
  }

  /**
   * {@code strncpy_from_kernel_nofault}: copies up to a NUL or {@code size} bytes, the last of
   * which becomes NUL.
   *
   * @return bytes copied, NUL included, or a negative errno
   */
  static long copyString(ArenaMemory memory, long from, long to, long size) {
    long length = length(memory, from, size);
    if (length > 0) {
      memory.copy(from, to, length - 1);
      memory.putByte(to + length - 1, (byte) 0);
    }
    return length;
  }

  /** What {@link #copyString} returns, without copying. */
  static long length(ArenaMemory memory, long from, long size) {
    if (size <= 0) {
      return 0;
    }
    if (!isKernel(from)) {
      return Errno.ERANGE.result();
    }
    for (long i = 0; i < size; i++) {
      if (!memory.isReadable(from + i, 1)) {
        return Errno.EFAULT.result();
      }
      if (memory.getByte(from + i) == 0) {
        return i + 1;
      }
    }
    return size;
  }

  /** Whether this is a kernel address: {@code copy_from_kernel_nofault_allowed}. */
  static boolean isKernel(long address) {
    return Long.compareUnsigned(address, KERNEL_START) >= 0
        && Long.compareUnsigned(address - VSYSCALL, PAGE) >= 0;
  }
}
