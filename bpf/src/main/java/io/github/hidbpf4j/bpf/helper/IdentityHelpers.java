package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import java.nio.charset.StandardCharsets;

/**
 * Helpers for the identity of the run: CPU, node, task, random numbers. There are no processes
 * here: every run sees the idle task of CPU 0, which a softirq on an idle machine interrupts: pid
 * and tgid 0, user and group 0, {@code swapper/0}, in a pid namespace that matches no device and
 * inode number. There is one NUMA node.
 */
final class IdentityHelpers {
  private static final byte[] COMM = "swapper/0".getBytes(StandardCharsets.US_ASCII);

  private IdentityHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(CoreFunctions.GET_SMP_PROCESSOR_ID, (run, _, _, _, _, _) -> run.cpu())
        .helper(CoreFunctions.GET_NUMA_NODE_ID, (_, _, _, _, _, _) -> 0)
        .helper(
            CoreFunctions.GET_PRANDOM_U32,
            (run, _, _, _, _, _) -> Integer.toUnsignedLong(run.nextRandom()))
        .helper(CoreFunctions.GET_CURRENT_PID_TGID, (_, _, _, _, _, _) -> 0)
        .helper(CoreFunctions.GET_CURRENT_UID_GID, (_, _, _, _, _, _) -> 0)
        .helper(CoreFunctions.GET_CURRENT_COMM, IdentityHelpers::comm)
        .helper(CoreFunctions.GET_NS_CURRENT_PID_TGID, IdentityHelpers::namespacePid);
  }

  private static long comm(RunContext run, long to, long size, long r3, long r4, long r5) {
    long bytes = size & 0xffff_ffffL;
    int copied = (int) Math.min(COMM.length, bytes - 1);
    run.memory().fill(to, bytes, (byte) 0);
    run.memory().putBytes(to, COMM, 0, copied);
    return 0;
  }

  /** No namespace matches: returns -EINVAL and clears the result. */
  private static long namespacePid(
      RunContext run, long dev, long ino, long to, long size, long r5) {
    run.memory().fill(to, size & 0xffff_ffffL, (byte) 0);
    return Errno.EINVAL.result();
  }
}
