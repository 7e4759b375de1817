package io.github.hidbpf4j.tools.testrun;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.PacketFunctions;
import io.github.hidbpf4j.bpf.proto.SocketFunctions;
import io.github.hidbpf4j.bpf.proto.StorageFunctions;

/**
 * Implements the helpers that read, change and redirect packets, and those that look up sockets
 * ({@code net/core/filter.c}, Linux 6.12). There is one device, loopback, and no socket but that of
 * the packet, which has no protocol: lookups find nothing.
 */
public final class PacketHelpers {
  private static final int LOOPBACK = 1;
  private static final int SKB_RECOMPUTE_AND_INVALIDATE = 3;
  private static final long CSUM_WIDTH = 0xf;
  private static final long CSUM_FLAGS = 0x70 | CSUM_WIDTH;
  private static final long MARK_MANGLED_0 = 0x20;
  private static final long MARK_ENFORCE = 0x40;
  private static final int MOST_DIFF = 512;
  private static final int MOST_META = 255;

  /** Size of {@code struct xdp_frame} at the start of an XDP buffer. */
  private static final int XDP_FRAME = 40;

  /** Size of {@code struct bpf_fib_lookup}, and offset of the device in it. */
  private static final int FIB_LOOKUP_BYTES = 64;

  private static final int FIB_LOOKUP_IFINDEX = 8;
  private static final long FIB_LOOKUP_FLAGS = 0x3f;
  private static final long FIB_LKUP_RET_NOT_FWDED = 4;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final long EAFNOSUPPORT = 97;

  private static final int TC_ACT_SHOT = 2;
  private static final int TC_ACT_REDIRECT = 7;
  private static final int XDP_ABORTED = 0;
  private static final int XDP_REDIRECT = 4;
  private static final long U32 = 0xffff_ffffL;

  private PacketHelpers() {}

  /** Adds the helpers to a registry. */
  public static void addTo(HelperRegistry.Builder b) {
    b.helper(PacketFunctions.SKB_LOAD_BYTES, PacketHelpers::load)
        .helper(PacketFunctions.SKB_LOAD_BYTES_RELATIVE, PacketHelpers::loadRelative)
        .helper(PacketFunctions.SKB_STORE_BYTES, PacketHelpers::store)
        .helper(PacketFunctions.SKB_PULL_DATA, PacketHelpers::pull)
        .helper(PacketFunctions.SKB_CHANGE_TAIL, PacketHelpers::changeTail)
        .helper(PacketFunctions.SKB_CHANGE_HEAD, PacketHelpers::changeHead)
        .helper(PacketFunctions.CSUM_DIFF, PacketHelpers::checksumDifference)
        .helper(PacketFunctions.CSUM_UPDATE, (_, _, _, _, _, _) -> Errno.ENOTSUPP.result())
        .helper(PacketFunctions.CSUM_LEVEL, (_, _, level, _, _, _) -> checksumLevel((int) level))
        .helper(PacketFunctions.L3_CSUM_REPLACE, PacketHelpers::replaceL3)
        .helper(PacketFunctions.L4_CSUM_REPLACE, PacketHelpers::replaceL4)
        .helper(PacketFunctions.SET_HASH_INVALID, PacketHelpers::noHash)
        .helper(
            PacketFunctions.GET_HASH_RECALC,
            (run, skb, _, _, _, _) -> run.memory().getInt(skb + 68) & U32)
        .helper(PacketFunctions.REDIRECT, PacketHelpers::redirect)
        .helper(PacketFunctions.CLONE_REDIRECT, PacketHelpers::cloneRedirect)
        .helper(PacketFunctions.FIB_LOOKUP, PacketHelpers::route)
        .helper(PacketFunctions.GET_ROUTE_REALM, (_, _, _, _, _, _) -> 0)
        .helper(StorageFunctions.GET_CGROUP_CLASSID, (_, _, _, _, _, _) -> 0)
        .helper(PacketFunctions.XDP_ADJUST_HEAD, PacketHelpers::adjustHead)
        .helper(PacketFunctions.XDP_ADJUST_META, PacketHelpers::adjustMeta)
        .helper(PacketFunctions.XDP_ADJUST_TAIL, PacketHelpers::adjustTail)
        .helper(
            PacketFunctions.XDP_GET_BUFF_LEN,
            (run, xdp, _, _, _, _) -> PacketContext.XDP.size(run.memory(), xdp))
        .helper(PacketFunctions.XDP_LOAD_BYTES, PacketHelpers::xdpLoad)
        .helper(PacketFunctions.XDP_STORE_BYTES, PacketHelpers::xdpStore)
        .helper(SocketFunctions.SK_FULLSOCK, (_, socket, _, _, _, _) -> socket)
        .helper(SocketFunctions.TCP_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.GET_LISTENER_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SK_LOOKUP_TCP, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SK_LOOKUP_UDP, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_LOOKUP_TCP, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SK_RELEASE, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_TCP_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_TCP6_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_TCP_TIMEWAIT_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_TCP_REQUEST_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_UDP6_SOCK, (_, _, _, _, _, _) -> 0)
        .helper(SocketFunctions.SKC_TO_UNIX_SOCK, (_, _, _, _, _, _) -> 0);
    PacketDynptrs.addTo(b);
  }

  /** Looks up a route. There are none but those of loopback itself: nothing is forwarded. */
  private static long route(
      RunContext run, long context, long params, long length, long flags, long r5) {
    if ((int) length < FIB_LOOKUP_BYTES || (flags & ~FIB_LOOKUP_FLAGS) != 0) {
      return Errno.EINVAL.result();
    }
    int family = run.memory().getByte(params);
    if (family != AF_INET && family != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    int device = run.memory().getInt(params + FIB_LOOKUP_IFINDEX);
    return device == LOOPBACK ? FIB_LKUP_RET_NOT_FWDED : Errno.ENODEV.result();
  }

  // ---- reading and writing

  private static boolean isInside(
      ArenaMemory memory, PacketContext kind, long context, long at, long n) {
    long size = kind.size(memory, context);
    return n <= size && at <= size - n;
  }

  private static long load(RunContext run, long skb, long offset, long to, long length, long r5) {
    ArenaMemory memory = run.memory();
    long at = offset & U32;
    long n = length & U32;
    PacketContext kind = PacketContext.of(run);
    if (at > Integer.MAX_VALUE || !isInside(memory, kind, skb, at, n)) {
      memory.fill(to, n, (byte) 0);
      return Errno.EFAULT.result();
    }
    memory.copy(kind.data(memory, skb) + at, to, n);
    return 0;
  }

  /** Loads bytes relative to the MAC header (0) or the network header (1). */
  private static long loadRelative(
      RunContext run, long skb, long offset, long to, long length, long start) {
    ArenaMemory memory = run.memory();
    long n = length & U32;
    long mac = PacketContext.SK_BUFF.linkHeader(memory, skb);
    long from = (start & U32) == 0 ? mac : (start & U32) == 1 ? mac + TestRun.ETHERNET_HEADER : 0;
    long at = from + (offset & U32);
    if (from == 0
        || (offset & U32) > 0xffff
        || at + n > PacketContext.SK_BUFF.dataEnd(memory, skb)) {
      memory.fill(to, n, (byte) 0);
      return Errno.EFAULT.result();
    }
    memory.copy(at, to, n);
    return 0;
  }

  private static boolean seesEthernet(RunContext run) {
    ProgramType type = run.program().source().type();
    return type == ProgramType.SCHED_CLS || type == ProgramType.SCHED_ACT;
  }

  private static long store(
      RunContext run, long skb, long offset, long from, long length, long flags) {
    ArenaMemory memory = run.memory();
    long at = offset & U32;
    long n = length & U32;
    if ((flags & ~SKB_RECOMPUTE_AND_INVALIDATE) != 0) {
      return Errno.EINVAL.result();
    }
    if (at > Integer.MAX_VALUE || !isInside(memory, PacketContext.SK_BUFF, skb, at, n)) {
      return Errno.EFAULT.result();
    }
    memory.copy(from, PacketContext.SK_BUFF.data(memory, skb) + at, n);
    return 0;
  }

  private static long pull(RunContext run, long skb, long length, long r3, long r4, long r5) {
    return (length & U32) > PacketContext.SK_BUFF.size(run.memory(), skb)
        ? Errno.ENOMEM.result()
        : 0;
  }

  private static long noHash(RunContext run, long skb, long r2, long r3, long r4, long r5) {
    run.memory().putInt(skb + 68, 0);
    return 0;
  }

  // ---- growing and shrinking

  private static long changeTail(
      RunContext run, long skb, long length, long flags, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long n = length & U32;
    long data = PacketContext.SK_BUFF.data(memory, skb);
    int least = seesEthernet(run) ? TestRun.ETHERNET_HEADER : 0;
    if (flags != 0 || n < least || n > 0xffff + least) {
      return Errno.EINVAL.result();
    }
    if (data + n > PacketContext.SK_BUFF.bufferEnd(memory, skb)) {
      return Errno.ENOMEM.result();
    }
    long end = PacketContext.SK_BUFF.dataEnd(memory, skb);
    if (data + n > end) {
      memory.fill(end, data + n - end, (byte) 0);
    }
    PacketContext.SK_BUFF.place(memory, skb, data, data + n);
    return 0;
  }

  private static long changeHead(
      RunContext run, long skb, long room, long flags, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long n = room & U32;
    if (flags != 0 || n > 0xffff) {
      return Errno.EINVAL.result();
    }
    long data = PacketContext.SK_BUFF.data(memory, skb) - n;
    if (data < PacketContext.SK_BUFF.buffer(memory, skb)) {
      return Errno.ENOMEM.result();
    }
    memory.fill(data, n, (byte) 0);
    PacketContext.SK_BUFF.place(memory, skb, data, PacketContext.SK_BUFF.dataEnd(memory, skb));
    return 0;
  }

  private static long adjustHead(RunContext run, long xdp, long offset, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long before = PacketContext.XDP.data(memory, xdp);
    long meta = PacketContext.XDP.dataMeta(memory, xdp);
    long end = PacketContext.XDP.dataEnd(memory, xdp);
    long bytes = before - meta;
    long data = before + (int) offset;
    if (data < PacketContext.XDP.buffer(memory, xdp) + XDP_FRAME + bytes
        || data > end - TestRun.ETHERNET_HEADER) {
      return Errno.EINVAL.result();
    }
    memory.copy(meta, data - bytes, bytes);
    PacketContext.XDP.place(memory, xdp, data, end);
    PacketContext.XDP.placeMeta(memory, xdp, data - bytes);
    return 0;
  }

  private static long adjustMeta(RunContext run, long xdp, long offset, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long data = PacketContext.XDP.data(memory, xdp);
    long meta = PacketContext.XDP.dataMeta(memory, xdp) + (int) offset;
    if (meta < PacketContext.XDP.buffer(memory, xdp) + XDP_FRAME || meta > data) {
      return Errno.EINVAL.result();
    }
    long bytes = data - meta;
    if (bytes % 4 != 0 || bytes > MOST_META) {
      return Errno.EACCES.result();
    }
    PacketContext.XDP.placeMeta(memory, xdp, meta);
    return 0;
  }

  private static long adjustTail(RunContext run, long xdp, long offset, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long data = PacketContext.XDP.data(memory, xdp);
    long meta = PacketContext.XDP.dataMeta(memory, xdp);
    long before = PacketContext.XDP.dataEnd(memory, xdp);
    long end = before + (int) offset;
    if (end > PacketContext.XDP.bufferEnd(memory, xdp) || end < data + TestRun.ETHERNET_HEADER) {
      return Errno.EINVAL.result();
    }
    if (end > before) {
      memory.fill(before, end - before, (byte) 0);
    }
    PacketContext.XDP.place(memory, xdp, data, end);
    PacketContext.XDP.placeMeta(memory, xdp, meta);
    return 0;
  }

  private static long xdpLoad(
      RunContext run, long xdp, long offset, long to, long length, long r5) {
    ArenaMemory memory = run.memory();
    if (!isInside(memory, PacketContext.XDP, xdp, offset & U32, length & U32)) {
      return Errno.EINVAL.result();
    }
    memory.copy(PacketContext.XDP.data(memory, xdp) + (offset & U32), to, length & U32);
    return 0;
  }

  private static long xdpStore(
      RunContext run, long xdp, long offset, long from, long length, long r5) {
    ArenaMemory memory = run.memory();
    if (!isInside(memory, PacketContext.XDP, xdp, offset & U32, length & U32)) {
      return Errno.EINVAL.result();
    }
    memory.copy(from, PacketContext.XDP.data(memory, xdp) + (offset & U32), length & U32);
    return 0;
  }

  // ---- checksums

  /** The sum of two numbers with the carry added. */
  private static long add32(long a, long b) {
    long sum = (a & U32) + (b & U32);
    return (sum & U32) + (sum >>> 32);
  }

  private static int fold(long sum) {
    long folded = (sum & 0xffff) + (sum >>> 16 & 0xffff);
    return (int) ((folded & 0xffff) + (folded >>> 16)) & 0xffff;
  }

  /**
   * Handles checksum levels: no checksum was verified, so there is no level to return or change.
   */
  private static long checksumLevel(int level) {
    return switch (level) {
      case 0 -> Errno.EACCES.result();
      case 1, 2, 3 -> 0;
      default -> Errno.EINVAL.result();
    };
  }

  private static long checksumDifference(
      RunContext run, long from, long fromSize, long to, long toSize, long seed) {
    ArenaMemory memory = run.memory();
    long old = fromSize & U32;
    long fresh = toSize & U32;
    if (((old | fresh) & 3) != 0 || old + fresh > MOST_DIFF) {
      return Errno.EINVAL.result();
    }
    long sum = seed & U32;
    for (long i = 0; i < old; i += 4) {
      sum = add32(sum, ~memory.getInt(from + i));
    }
    for (long i = 0; i < fresh; i += 4) {
      sum = add32(sum, memory.getInt(to + i));
    }
    return sum;
  }

  private static long replaceL3(
      RunContext run, long skb, long offset, long from, long to, long flags) {
    return (flags & ~CSUM_WIDTH) != 0
        ? Errno.EINVAL.result()
        : replace(run, skb, offset & U32, from, to, flags);
  }

  private static long replaceL4(
      RunContext run, long skb, long offset, long from, long to, long flags) {
    return (flags & ~CSUM_FLAGS) != 0
        ? Errno.EINVAL.result()
        : replace(run, skb, offset & U32, from, to, flags);
  }

  private static long replace(
      RunContext run, long skb, long offset, long from, long to, long flags) {
    ArenaMemory memory = run.memory();
    if (offset > 0xffff
        || (offset & 1) != 0
        || !isInside(memory, PacketContext.SK_BUFF, skb, offset, 2)) {
      return Errno.EFAULT.result();
    }
    long at = PacketContext.SK_BUFF.data(memory, skb) + offset;
    int before = memory.getShort(at) & 0xffff;
    boolean mangled = (flags & MARK_MANGLED_0) != 0;
    if (mangled && (flags & MARK_ENFORCE) == 0 && before == 0) {
      return 0;
    }
    long sum = ~before & 0xffff;
    switch ((int) (flags & CSUM_WIDTH)) {
      case 0 -> {
        if (from != 0) {
          return Errno.EINVAL.result();
        }
        sum = add32(sum, to);
      }
      case 2 -> sum = add32(add32(sum, ~from & 0xffff), to & 0xffff);
      case 4 -> sum = add32(add32(sum, ~from), to);
      default -> {
        return Errno.EINVAL.result();
      }
    }
    int after = ~fold(sum) & 0xffff;
    memory.putShort(at, (short) (mangled && after == 0 ? 0xffff : after));
    return 0;
  }

  // ---- directing

  private static long redirect(
      RunContext run, long ifindex, long flags, long r3, long r4, long r5) {
    if (PacketContext.of(run) == PacketContext.XDP) {
      return flags != 0 ? XDP_ABORTED : XDP_REDIRECT;
    }
    return (flags & ~1) != 0 ? TC_ACT_SHOT : TC_ACT_REDIRECT;
  }

  private static long cloneRedirect(
      RunContext run, long skb, long ifindex, long flags, long r4, long r5) {
    return (flags & ~1) != 0 || (int) ifindex != LOOPBACK ? Errno.EINVAL.result() : 0;
  }
}
