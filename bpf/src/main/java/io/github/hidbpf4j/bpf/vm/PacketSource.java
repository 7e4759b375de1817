package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Where the legacy packet loads ({@code LD_ABS}, {@code LD_IND}; RFC 9669 section 5.5) find the
 * packet of the context in R6. Must not allocate.
 */
public interface PacketSource {
  /** Address of the packet's first byte. */
  long address(ArenaMemory memory, long context);

  /** Offsets from here on count from the network header. */
  int SKF_NET_OFF = -0x10_0000;

  /** Offsets from here to {@link #SKF_NET_OFF} count from the link layer's header. */
  int SKF_LL_OFF = -0x20_0000;

  /**
   * Address for a load at a negative offset ({@code bpf_internal_load_pointer_neg_helper} of {@code
   * kernel/bpf/core.c}, Linux 6.12), or 0 when there are not that many bytes; without headers never
   * any.
   */
  default long header(ArenaMemory memory, long context, int offset, int size) {
    return 0;
  }

  /** Bytes of the packet; 0 where the context has none. */
  long size(ArenaMemory memory, long context);

  /**
   * The context is the packet: it reaches to the end of the allocation that it lies in. So under
   * profile {@code raw}.
   */
  PacketSource CONTEXT =
      new PacketSource() {
        @Override
        public long address(ArenaMemory memory, long context) {
          return context;
        }

        @Override
        public long size(ArenaMemory memory, long context) {
          ArenaMemory.Allocation a = memory.allocationNear(context);
          return a == null ? 0 : Math.max(0, a.address() + a.size() - context);
        }
      };
}
