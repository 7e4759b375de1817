package io.github.hidbpf4j.tools.testrun;

import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.ProgramType;

/**
 * The context of a packet program during a run: the struct that programs see ({@code __sk_buff},
 * {@code xdp_md}), then six full addresses: {@code data}, {@code data_end}, {@code data_meta}, the
 * bounds of the buffer that the packet may grow in, and the Ethernet header. A packet is always
 * contiguous.
 */
enum PacketContext {
  /** {@code struct __sk_buff}: {@code len} is kept up to date. */
  SK_BUFF(192),
  /** {@code struct xdp_md}. */
  XDP(24);

  private static final int POINTERS = 6;
  private static final int DATA_END = 8;
  private static final int DATA_META = 16;
  private static final int BUFFER = 24;
  private static final int BUFFER_END = 32;
  private static final int LINK_HEADER = 40;

  private final int structSize;

  PacketContext(int structSize) {
    this.structSize = structSize;
  }

  /** The context for programs of a type. */
  static PacketContext of(ProgramType type) {
    return type == ProgramType.XDP ? XDP : SK_BUFF;
  }

  /** The context of the running program. */
  static PacketContext of(RunContext run) {
    return of(run.program().source().type());
  }

  /** Size of a context. */
  int contextSize() {
    return structSize + POINTERS * Long.BYTES;
  }

  /** Address of the first byte. */
  long data(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize);
  }

  /** Address after the last byte. */
  long dataEnd(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize + DATA_END);
  }

  /** Address of the metadata before the packet; {@link #data} if there is none. */
  long dataMeta(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize + DATA_META);
  }

  /** Address of the buffer. */
  long buffer(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize + BUFFER);
  }

  /** Address after the buffer. */
  long bufferEnd(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize + BUFFER_END);
  }

  /** Address of the Ethernet header, which need not be part of the packet. */
  long linkHeader(ArenaMemory memory, long context) {
    return memory.getLong(context + structSize + LINK_HEADER);
  }

  /** Sets the address of the Ethernet header. */
  void placeLinkHeader(ArenaMemory memory, long context, long header) {
    memory.putLong(context + structSize + LINK_HEADER, header);
  }

  /** Size of the packet. */
  long size(ArenaMemory memory, long context) {
    return dataEnd(memory, context) - data(memory, context);
  }

  /** Sets the bounds of the packet; removes the metadata. */
  void place(ArenaMemory memory, long context, long data, long dataEnd) {
    memory.putLong(context + structSize, data);
    memory.putLong(context + structSize + DATA_END, dataEnd);
    memory.putLong(context + structSize + DATA_META, data);
    if (this == SK_BUFF) {
      memory.putInt(context, (int) (dataEnd - data));
    }
  }

  /** Sets the start of the metadata. */
  void placeMeta(ArenaMemory memory, long context, long dataMeta) {
    memory.putLong(context + structSize + DATA_META, dataMeta);
  }

  /** Sets the bounds of the buffer. */
  void placeBuffer(ArenaMemory memory, long context, long buffer, long size) {
    memory.putLong(context + structSize + BUFFER, buffer);
    memory.putLong(context + structSize + BUFFER_END, buffer + size);
  }
}
