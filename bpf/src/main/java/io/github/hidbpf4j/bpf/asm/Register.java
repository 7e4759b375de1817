package io.github.hidbpf4j.bpf.asm;

/**
 * Registers and their roles (RFC 9669 section 2.2 and the calling convention): R0 result, R1 to R5
 * arguments, clobbered by calls, R6 to R9 preserved, R10 the read-only frame pointer.
 */
public final class Register {
  /** Result of calls and of the program. */
  public static final int R0 = 0;

  /** First argument; the context when a program begins. */
  public static final int R1 = 1;

  /** Last argument. */
  public static final int R5 = 5;

  /** First register that a call preserves. */
  public static final int R6 = 6;

  /** Last register that a call preserves. */
  public static final int R9 = 9;

  /** The frame pointer, read-only. */
  public static final int FRAME_POINTER = 10;

  /** Number of registers. */
  public static final int COUNT = 11;

  /**
   * Base for accessing arguments beyond the fifth, in 64-bit loads and stores only; not a register
   * of the program ({@code BPF_REG_PARAMS} of Linux 7.3).
   */
  public static final int STACK_ARGUMENTS = 11;

  private Register() {}

  /**
   * Names all 64 bits of a register.
   *
   * @param register number of the register
   * @return {@code r3} for 3
   */
  public static String name(int register) {
    return "r" + register;
  }

  /**
   * Names the low 32 bits of a register.
   *
   * @param register number of the register
   * @return {@code w3} for 3
   */
  public static String name32(int register) {
    return "w" + register;
  }
}
