package io.github.hidbpf4j.tools.testrun;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.PacketSource;

/**
 * Runs a program once on the caller's data, as {@code BPF_PROG_TEST_RUN} does ({@code
 * net/bpf/test_run.c}, Linux 6.12), for packet programs and syscall programs. A packet arrives on
 * the loopback device; programs below the network layer (tc) see its Ethernet header, the others
 * see what follows it. For a tracing program, such a run only calls the functions that it might be
 * attached to: it is not, and does not run.
 */
public final class TestRun {
  /** Size of an Ethernet header: packets are never shorter. */
  public static final int ETHERNET_HEADER = 14;

  private static final int PAGE = 4096;
  private static final int XDP_HEADROOM = 256;
  private static final int SKB_HEADROOM = 64;

  /** Size of what the kernel keeps after a packet ({@code struct skb_shared_info}). */
  private static final int TAILROOM = 320;

  /** The result of the kernel's functions for fmod_ret tests: two changed arguments, 4 and 29. */
  private static final int MODIFY_RETURN_TESTS = 2 << 16 | 33;

  private static final int MAX_CONTEXT = 65535;
  private static final int LOOPBACK = 1;

  private static final int PROTOCOL = 16;
  private static final int IFINDEX = 40;
  private static final int SK = 168;
  private static final int XDP_INGRESS_IFINDEX = 12;
  private static final int SOCK_BYTES = 80;
  private static final int SOCK_STATE = 72;
  private static final int SOCK_RX_QUEUE = 76;
  private static final int TCP_CLOSE = 7;

  private TestRun() {}

  /** Where legacy packet loads find the packets of {@code __sk_buff} contexts. */
  public static final PacketSource PACKETS =
      new PacketSource() {
        @Override
        public long address(ArenaMemory memory, long context) {
          return PacketContext.SK_BUFF.data(memory, context);
        }

        @Override
        public long size(ArenaMemory memory, long context) {
          return PacketContext.SK_BUFF.size(memory, context);
        }

        @Override
        public long header(ArenaMemory memory, long context, int offset, int size) {
          long link = PacketContext.SK_BUFF.linkHeader(memory, context);
          long at =
              offset >= SKF_NET_OFF
                  ? link + ETHERNET_HEADER + offset - SKF_NET_OFF
                  : link + offset - SKF_LL_OFF;
          boolean fits =
              offset >= SKF_LL_OFF && at + size <= PacketContext.SK_BUFF.dataEnd(memory, context);
          return fits ? at : 0;
        }
      };

  /**
   * The result of a run.
   *
   * @param error 0, or the negative errno of a run that did not take place
   * @param result the low 32 bits of the program's return value
   * @param data the packet, with an Ethernet header of zeros where the program sees none, or the
   *     context of a syscall program, after the run
   */
  public record Result(int error, int result, byte[] data) {}

  /** Whether programs of this type can be run this way. */
  public static boolean supports(ProgramType type) {
    return type == ProgramType.SYSCALL || isPacketProgram(type);
  }

  /**
   * Whether such a run of a program calls the kernel's test functions, and so the program if it is
   * attached to one of them; here none is.
   */
  private static boolean isTestKind(String kind) {
    return kind.equals("fentry") || kind.equals("fexit") || kind.equals("fmod_ret");
  }

  private static boolean isPacketProgram(ProgramType type) {
    return switch (type) {
      case SOCKET_FILTER,
          SCHED_CLS,
          SCHED_ACT,
          XDP,
          CGROUP_SKB,
          LWT_IN,
          LWT_OUT,
          LWT_XMIT,
          LWT_SEG6LOCAL ->
          true;
      default -> false;
    };
  }

  /**
   * Runs a program.
   *
   * @param data the packet with its Ethernet header, or the context of a syscall program
   * @throws BpfException if programs of its type cannot be run this way
   * @throws io.github.hidbpf4j.bpf.vm.ExecutionException on a fault
   */
  public static Result run(Executable program, byte[] data) {
    ProgramType type = program.program().source().type();
    if (type == ProgramType.SYSCALL) {
      return syscall(program, data);
    }
    if (type == ProgramType.TRACING
        && program.program().source().target() instanceof AttachTarget.BtfFunction(var kind, _)
        && isTestKind(kind)) {
      return new Result(0, kind.equals("fmod_ret") ? MODIFY_RETURN_TESTS : 0, data);
    }
    if (!isPacketProgram(type)) {
      throw new BpfException(
          "program '%s': programs of type %s cannot be run by hand"
              .formatted(program.program().source().name(), type));
    }
    int headroom = type == ProgramType.XDP ? XDP_HEADROOM : SKB_HEADROOM;
    if (data.length < ETHERNET_HEADER || data.length > PAGE - headroom - TAILROOM) {
      return new Result((int) Errno.EINVAL.result(), 0, data);
    }
    return packet(program, type, data, headroom);
  }

  private static Result syscall(Executable program, byte[] context) {
    if (context.length < program.program().contextSize() || context.length > MAX_CONTEXT) {
      return new Result((int) Errno.EINVAL.result(), 0, context);
    }
    ArenaMemory memory = program.machine().memory();
    if (context.length == 0) {
      return new Result(0, (int) program.run(0), context);
    }
    long address = memory.allocate(context.length, "context of a test run");
    try {
      memory.putBytes(address, context);
      int result = (int) program.run(address);
      return new Result(0, result, memory.getBytes(address, context.length));
    } finally {
      memory.free(address);
    }
  }

  private static Result packet(Executable program, ProgramType type, byte[] data, int headroom) {
    ArenaMemory memory = program.machine().memory();
    PacketContext kind = PacketContext.of(type);
    int room = PAGE - TAILROOM;
    long buffer = memory.allocate(room, "packet buffer");
    long context = memory.allocate(kind.contextSize(), "context of a packet program");
    long socket = memory.allocate(SOCK_BYTES, "struct bpf_sock");
    try {
      long first = buffer + headroom;
      memory.putBytes(first, data);
      kind.placeBuffer(memory, context, buffer, room);
      if (kind == PacketContext.XDP) {
        kind.place(memory, context, first, first + data.length);
        memory.putInt(context + XDP_INGRESS_IFINDEX, LOOPBACK);
      } else {
        long start = first + (seesEthernet(type) ? 0 : ETHERNET_HEADER);
        kind.place(memory, context, start, first + data.length);
        kind.placeLinkHeader(memory, context, first);
        memory.putInt(context + PROTOCOL, protocol(data));
        memory.putInt(context + IFINDEX, LOOPBACK);
        memory.putInt(socket + SOCK_STATE, TCP_CLOSE);
        memory.putInt(socket + SOCK_RX_QUEUE, -1);
        memory.putLong(context + SK, socket);
      }
      int result = (int) program.run(context);
      byte[] left = memory.getBytes(kind.data(memory, context), (int) kind.size(memory, context));
      return new Result(0, result, seesEthernet(type) ? left : withHeader(left));
    } finally {
      memory.free(socket);
      memory.free(context);
      memory.free(buffer);
    }
  }

  /** Whether programs see the Ethernet header. */
  private static boolean seesEthernet(ProgramType type) {
    return type == ProgramType.SCHED_CLS
        || type == ProgramType.SCHED_ACT
        || type == ProgramType.XDP;
  }

  /** The caller gets an Ethernet header all the same: of zeros. */
  private static byte[] withHeader(byte[] packet) {
    byte[] data = new byte[ETHERNET_HEADER + packet.length];
    System.arraycopy(packet, 0, data, ETHERNET_HEADER, packet.length);
    return data;
  }

  /** The protocol as by {@code eth_type_trans}: in network byte order, as programs see it. */
  private static int protocol(byte[] data) {
    int type = (data[12] & 0xff) << 8 | data[13] & 0xff;
    if (type < 0x600) {
      boolean raw = data.length > 15 && data[14] == -1 && data[15] == -1;
      type = raw ? 0x0001 : 0x0004; // ETH_P_802_3, ETH_P_802_2
    }
    return (type & 0xff) << 8 | type >>> 8;
  }
}
