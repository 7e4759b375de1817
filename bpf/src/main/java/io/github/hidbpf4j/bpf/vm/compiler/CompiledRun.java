package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.RunContext;

/** The services of a run that compiled code uses. */
public abstract class CompiledRun implements RunContext {
  // Compiled code is in this package and reads and writes both fields.
  long left;
  long tailCallResult;

  /** For the engines. */
  protected CompiledRun() {}

  /** The rest of the budget: each backward jump and each callback reduces it by 1. */
  public final long left() {
    return left;
  }

  /** Sets the rest of the budget. */
  public final void setLeft(long count) {
    left = count;
  }

  /** Registers of the current frame, 16 of them, for functions that are split into methods. */
  public abstract long[] registerFile();

  /**
   * Provides a stack for the current frame, with {@code bytes} below the top zeroed; returns its
   * top.
   */
  public abstract long stack(int bytes);

  /** Enters a new frame; throws {@link BpfException} when there are too many. */
  public abstract void push();

  /** Returns to the frame below. */
  public abstract void pop();

  /** Allows the frame all iterations of {@code may_goto}. */
  public abstract void startMayGoto();

  /** Whether {@code may_goto} jumps: the frame's iterations are used up. */
  public abstract boolean mayGoto();

  /** A point where the scheduler may preempt the run. */
  public abstract void preemptionPoint();

  /**
   * {@code bpf_tail_call(ctx, map, index)}: runs the target to its exit and passes its R0 to {@link
   * #setTailCallResult}, or returns false when the call fails.
   */
  public abstract boolean tailCall(long ctx, long map, long index);

  /** R0 of the program that a tail call led to. */
  protected final void setTailCallResult(long r0) {
    tailCallResult = r0;
  }

  /** The value of a probing load, which reads 0 if memory is not live. */
  public abstract long probe(int op, long address);

  /**
   * The value that {@code LD_ABS} or {@code LD_IND} reads from the packet of a context, from
   * network to host byte order; -1 when the packet is too short ({@code bpf_skb_load_helper_*},
   * Linux 6.12 net/core/filter.c).
   *
   * @param word the decoded instruction
   * @param index the source register
   */
  public abstract long loadPacket(int word, long immediate, long context, long index);

  /** The error to throw for one that an instruction ended with. */
  public abstract BpfException fault(BpfException cause, int slot);

  /** The error for an access outside the arena. */
  public abstract BpfException outsideMemory();

  /** The error for an exhausted budget. */
  public abstract BpfException budgetExceeded();

  /** The error for a slot without an instruction. */
  public abstract BpfException noInstruction();

  /** Requires alignment of an atomic access: the address, or an error. */
  public static long aligned(long address, int size) {
    if ((address & size - 1) != 0) {
      throw new BpfException(
          "atomic access of %d bytes at 0x%x, which is not a multiple of %d"
              .formatted(size, address, size));
    }
    return address;
  }
}
