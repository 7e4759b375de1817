package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Locates packets: where the legacy packet loads ({@code LD_ABS}, {@code LD_IND}; RFC 9669 section
 * 5.5) find the packet of the context in R6. Must not allocate.
 */
public interface PacketSource {
  /** Address of the packet's first byte. */
  long address(ArenaMemory memory, long context);

  /** Offsets from here on are relative to the network header. */
  int SKF_NET_OFF = -0x10_0000;

  /** Offsets from here to {@link #SKF_NET_OFF} are relative to the link-layer header. */
  int SKF_LL_OFF = -0x20_0000;

  /**
   * Address for a load at a negative offset ({@code bpf_internal_load_pointer_neg_helper} of {@code
   * kernel/bpf/core.c}, Linux 6.12), or 0 when there are not that many bytes; always 0 without
   * headers.
   */
  default long header(ArenaMemory memory, long context, int offset, int size) {
    return 0;
  }

  /** Size of the packet in bytes; 0 if the context has none. */
  long size(ArenaMemory memory, long context);

  /** The context is the packet, up to the end of its allocation, as under profile {@code raw}. */
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
