package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.SystemFunctions;
import io.github.hidbpf4j.bpf.proto.TracingFunctions;

/**
 * {@code bpf_probe_read_*} and {@code bpf_copy_from_user*} ({@code kernel/trace/bpf_trace.c},
 * {@code kernel/bpf/helpers.c}, Linux 6.12). A failed read clears the whole destination. Sizes are
 * unsigned 32-bit numbers of bytes.
 */
final class ProbeHelpers {
  private static final long F_PAD_ZEROS = 1;

  private ProbeHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(
            TracingFunctions.PROBE_READ_KERNEL,
            (run, to, n, from, _, _) -> kernel(run.memory(), to, n, from))
        .helper(
            TracingFunctions.PROBE_READ_KERNEL_STR,
            (run, to, n, from, _, _) -> kernelString(run.memory(), to, n, from))
        .helper(
            TracingFunctions.PROBE_READ_USER,
            (run, to, n, from, _, _) -> user(run.memory(), to, n, from))
        .helper(
            TracingFunctions.PROBE_READ_USER_STR,
            (run, to, n, _, _, _) -> userString(run.memory(), to, n))
        .helper(
            TracingFunctions.PROBE_READ,
            (run, to, n, from, _, _) ->
                KernelProbe.isUser(from)
                    ? user(run.memory(), to, n, from)
                    : kernel(run.memory(), to, n, from))
        .helper(
            TracingFunctions.PROBE_READ_STR,
            (run, to, n, from, _, _) ->
                KernelProbe.isUser(from)
                    ? userString(run.memory(), to, n)
                    : kernelString(run.memory(), to, n, from))
        .helper(
            TracingFunctions.COPY_FROM_USER, (run, to, n, from, _, _) -> copyFromUser(run, to, n))
        .kfunc(SystemFunctions.COPY_FROM_USER_STR, ProbeHelpers::copyFromUserString);
  }

  private static long kernel(ArenaMemory memory, long to, long n, long from) {
    long size = n & 0xffff_ffffL;
    return cleared(memory, to, size, KernelProbe.copy(memory, from, to, size));
  }

  private static long kernelString(ArenaMemory memory, long to, long n, long from) {
    long size = n & 0xffff_ffffL;
    return cleared(memory, to, size, KernelProbe.copyString(memory, from, to, size));
  }

  private static long user(ArenaMemory memory, long to, long n, long from) {
    long size = n & 0xffff_ffffL;
    return size == 0 && KernelProbe.isUser(from)
        ? 0
        : cleared(memory, to, size, Errno.EFAULT.result());
  }

  private static long userString(ArenaMemory memory, long to, long n) {
    long size = n & 0xffff_ffffL;
    return size == 0 ? 0 : cleared(memory, to, size, Errno.EFAULT.result());
  }

  private static long copyFromUser(RunContext run, long to, long n) {
    return userString(run.memory(), to, n);
  }

  private static long copyFromUserString(
      RunContext run, long to, long n, long from, long flags, long r5) {
    long size = n & 0xffff_ffffL;
    if ((flags & ~F_PAD_ZEROS) != 0) {
      return Errno.EINVAL.result();
    }
    if (size == 0) {
      return 0;
    }
    if (flags != 0) {
      run.memory().fill(to, size, (byte) 0);
    }
    return Errno.EFAULT.result();
  }

  private static long cleared(ArenaMemory memory, long to, long size, long result) {
    if (result < 0) {
      memory.fill(to, size, (byte) 0);
    }
    return result;
  }
}
