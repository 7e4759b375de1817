package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.RunContext;

/** What compiled code asks of the run that it is part of. */
public abstract class CompiledRun implements RunContext {
  // Compiled code is in this package and reads and writes both fields.
  long left;
  long tailCallResult;

  /** For the engines. */
  protected CompiledRun() {}

  /** What is left of the budget: each jump backwards and each callback takes 1 off. */
  public final long left() {
    return left;
  }

  /** Says what is left of the budget. */
  public final void setLeft(long count) {
    left = count;
  }

  /** Registers of the current frame, 16 of them, for functions that are split into methods. */
  public abstract long[] registerFile();

  /** A stack for the current frame: its lowest {@code bytes} below the top zeroed; its top. */
  public abstract long stack(int bytes);

  /** Goes into a new frame; {@link BpfException} when there are too many. */
  public abstract void push();

  /** Back to the frame below. */
  public abstract void pop();

  /** Allows the frame all iterations of {@code may_goto}. */
  public abstract void startMayGoto();

  /** Whether {@code may_goto} jumps: the frame's iterations are used up. */
  public abstract boolean mayGoto();

  /** A place where the scheduler may preempt the run. */
  public abstract void preemptionPoint();

  /**
   * {@code bpf_tail_call(ctx, map, index)}: runs the target to its exit and hands its R0 to {@link
   * #setTailCallResult}, or returns false when the call fails.
   */
  public abstract boolean tailCall(long ctx, long map, long index);

  /** R0 of the program that a tail call led to. */
  protected final void setTailCallResult(long r0) {
    tailCallResult = r0;
  }

  /** The value that a load reads which reads 0 where memory is not live. */
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

  /** The error for a budget used up. */
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
