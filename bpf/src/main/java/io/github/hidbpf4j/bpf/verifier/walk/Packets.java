package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Derives the range of packets from comparisons of packet pointers ({@code
 * find_good_pkt_pointers}).
 */
final class Packets {
  /** Range of a pointer that is beyond the end (BEYOND_PKT_END). */
  static final int BEYOND_END = -2;

  /** Range of a pointer that is at or beyond the end (AT_PKT_END). */
  static final int AT_END = -1;

  private static final int MAX_OFFSET = 0xffff;

  private Packets() {}

  /** Whether it is a packet pointer, metadata or the end ({@code reg_is_pkt_pointer_any}). */
  static boolean isAny(RegisterState r) {
    return r.isPacketPointer() || r.type() == RegisterType.PTR_TO_PACKET_END;
  }

  private static boolean isStart(RegisterState r) {
    return r.type() == RegisterType.PTR_TO_PACKET
        && r.id() == 0
        && r.off() == 0
        && r.tnum().equalsConst(0);
  }

  /**
   * Whether a comparison with the end has only one outcome ({@code is_pkt_ptr_branch_taken}).
   *
   * @return 1 taken, 0 not taken, -1 either
   */
  static int branchTaken(RegisterState dst, RegisterState src, int operation) {
    RegisterState packet;
    int op = operation;
    if (src.type() == RegisterType.PTR_TO_PACKET_END) {
      packet = dst;
    } else if (dst.type() == RegisterType.PTR_TO_PACKET_END) {
      packet = src;
      op = io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement.flip(operation);
    } else {
      return -1;
    }
    if (packet.range() >= 0) {
      return -1;
    }
    return switch (op) {
      case Opcode.JLE, Opcode.JGT -> packet.range() == BEYOND_END ? (op == Opcode.JGT ? 1 : 0) : -1;
      case Opcode.JLT, Opcode.JGE -> op == Opcode.JGE ? 1 : 0;
      default -> -1;
    };
  }

  /**
   * Refines ranges by a comparison ({@code try_match_pkt_pointers}).
   *
   * @param folded whether fixed offsets are folded into variable ones
   * @return false when it does not compare packet pointers
   */
  static boolean learn(
      Instruction insn,
      RegisterState dst,
      @Nullable RegisterState src,
      VerifierState here,
      VerifierState there,
      boolean folded) {
    if (src == null
        || Opcode.source(insn.opcode()) != Opcode.X
        || insn.instructionClass() == Opcode.JMP32) {
      return false;
    }
    boolean left =
        dst.type() == RegisterType.PTR_TO_PACKET && src.type() == RegisterType.PTR_TO_PACKET_END
            || dst.type() == RegisterType.PTR_TO_PACKET_META && isStart(src);
    boolean right =
        dst.type() == RegisterType.PTR_TO_PACKET_END && src.type() == RegisterType.PTR_TO_PACKET
            || isStart(dst) && src.type() == RegisterType.PTR_TO_PACKET_META;
    if (!left && !right) {
      return false;
    }
    RegisterState packet = left ? dst : src;
    int number = left ? insn.dst() : insn.src();
    int op = Opcode.operation(insn.opcode());
    int normal = left ? op : io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement.flip(op);
    switch (normal) {
      case Opcode.JGT -> {
        extend(here, packet, false, folded);
        markEnd(there, number, true);
      }
      case Opcode.JLT -> {
        extend(there, packet, true, folded);
        markEnd(here, number, false);
      }
      case Opcode.JGE -> {
        extend(here, packet, true, folded);
        markEnd(there, number, false);
      }
      case Opcode.JLE -> {
        extend(there, packet, false, folded);
        markEnd(here, number, true);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code find_good_pkt_pointers}: known are as many bytes as the greatest offset where the fixed
   * one is part of it, else as many as the fixed one.
   */
  private static void extend(
      VerifierState state, RegisterState packet, boolean open, boolean folded) {
    int type = packet.type();
    int id = packet.id();
    long greatest = folded ? packet.foldedMax() : packet.umax();
    if (Long.compareUnsigned(greatest, MAX_OFFSET) > 0
        || !folded && (packet.off() < 0 || greatest + packet.off() > MAX_OFFSET)) {
      return;
    }
    int bytes = folded ? (int) greatest : packet.off();
    if (bytes == 0 && open) {
      return;
    }
    int range = bytes + (open ? 1 : 0);
    state.forEachRegister(
        r -> {
          if (r.type() == type && r.id() == id) {
            r.setRange(Math.max(r.range(), range));
          }
        });
  }

  /** {@code mark_pkt_end}. */
  private static void markEnd(VerifierState state, int number, boolean open) {
    RegisterState r = state.register(number);
    if (r.type() == RegisterType.PTR_TO_PACKET) {
      r.setRange(open ? BEYOND_END : AT_END);
    }
  }
}
