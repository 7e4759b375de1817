package io.github.hidbpf4j.tools.testrun;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.helper.Dynptr;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.DynptrFunctions;

/**
 * Implements dynptrs to packets ({@code bpf_dynptr_from_skb}, {@code bpf_dynptr_from_xdp} of {@code
 * net/core/filter.c}, Linux 6.12). Packets are contiguous, so such a dynptr is one to memory except
 * for its type: {@code bpf_dynptr_data} returns NULL.
 */
final class PacketDynptrs {
  private PacketDynptrs() {}

  static void addTo(HelperRegistry.Builder b) {
    b.kfunc(DynptrFunctions.DYNPTR_FROM_SKB, PacketDynptrs::fromPacket)
        .kfunc(DynptrFunctions.DYNPTR_FROM_XDP, PacketDynptrs::fromPacket);
  }

  private static long fromPacket(
      RunContext run, long context, long flags, long dynptr, long r4, long r5) {
    ArenaMemory memory = run.memory();
    if (flags != 0) {
      Dynptr.clear(memory, dynptr);
      return Errno.EINVAL.result();
    }
    PacketContext kind = PacketContext.of(run);
    Dynptr.init(
        memory,
        dynptr,
        kind.data(memory, context),
        kind == PacketContext.XDP ? Dynptr.XDP : Dynptr.SKB,
        kind.size(memory, context));
    if (!mayWrite(run.program().source().type())) {
      Dynptr.setReadOnly(memory, dynptr);
    }
    return 0;
  }

  /** Whether programs of a type may write: {@code may_access_direct_pkt_data} for writing. */
  private static boolean mayWrite(ProgramType type) {
    return switch (type) {
      case SCHED_CLS, SCHED_ACT, XDP, LWT_XMIT, SK_SKB, SK_MSG -> true;
      default -> false;
    };
  }
}
