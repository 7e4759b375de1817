package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * The registers and spilled registers that share an id with one that a jump narrowed ({@code struct
 * linked_regs}): up to six, or five where there may be more frames than eight; packed into a {@code
 * long} for the history.
 */
public final class LinkedRegisters {
  private static final int SIZE_BITS = 4;
  private static final int FRAME_MASK = 0xf;
  private static final int REGISTER = 1 << 10;

  private final VerifierEnv env;
  private final boolean live;
  private final boolean deep;
  private final int[] entries;
  private int count;

  /** Creates it for one verification. */
  public LinkedRegisters(VerifierEnv env) {
    this.env = env;
    live = env.has(VerifierRule.LIVE_LINKS);
    deep = env.has(VerifierRule.SIXTEEN_CALL_FRAMES);
    entries = new int[deep ? 5 : 6];
  }

  /** Removes all. */
  public void clear() {
    count = 0;
  }

  /** Number of registers. */
  public int count() {
    return count;
  }

  int frame(int index) {
    return entries[index] & FRAME_MASK;
  }

  int number(int index) {
    return entries[index] >> 4 & 0x3f;
  }

  boolean isRegister(int index) {
    return (entries[index] & REGISTER) != 0;
  }

  /** The register of an entry. */
  public RegisterState register(VerifierState state, int index) {
    FrameState frame = state.frame(frame(index));
    return isRegister(index) ? frame.register(number(index)) : frame.slot(number(index)).register;
  }

  private void offer(RegisterState register, int id, int frame, int number, boolean isRegister) {
    if (!register.isScalar() || (register.id() & ~RegisterState.ADD_CONST) != id) {
      return;
    }
    if (count < entries.length) {
      entries[count++] = frame | number << 4 | (isRegister ? REGISTER : 0);
    } else {
      register.unlink();
    }
  }

  /** Adds all registers with this id; those in excess lose theirs ({@code collect_linked_regs}). */
  public void collect(VerifierState state, int idWithFlag) {
    int id = idWithFlag & ~RegisterState.ADD_CONST;
    for (int f = state.currentFrame(); f >= 0; f--) {
      FrameState frame = state.frame(f);
      int read = live ? env.liveRegisters(state.slot(f)) : -1;
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        if ((read >> r & 1) == 0) {
          continue;
        }
        offer(frame.register(r), id, f, r, true);
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        if (slot.isSpilled()) {
          offer(slot.register, id, f, s, false);
        }
      }
    }
  }

  /** Bits per entry: with few frames, the highest frame bit is omitted. */
  private int bits() {
    return deep ? 11 : 10;
  }

  private int packed(int entry) {
    return deep ? entry : entry & 7 | entry >> 4 << 3;
  }

  private int unpacked(int entry) {
    return deep ? entry : entry & 7 | entry >> 3 << 4;
  }

  /** Packs for the history. */
  public long pack() {
    long packed = 0;
    for (int i = 0; i < count; i++) {
      packed = packed << bits() | packed(entries[i]);
    }
    return packed << SIZE_BITS | count;
  }

  void unpack(long packed) {
    count = (int) (packed & (1 << SIZE_BITS) - 1);
    long rest = packed >>> SIZE_BITS;
    for (int i = 0; i < count; i++) {
      entries[i] = unpacked((int) (rest & (1 << bits()) - 1));
      rest >>>= bits();
    }
  }
}
