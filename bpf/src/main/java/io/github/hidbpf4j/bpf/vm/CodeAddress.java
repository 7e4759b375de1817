package io.github.hidbpf4j.bpf.vm;

/**
 * The 64-bit values by which programs name their functions: the result of a {@code BPF_PSEUDO_FUNC}
 * load, used to pass callbacks. They consist of the machine's number of the program and the first
 * slot of the function. There is no memory at these addresses: access is a fault.
 */
final class CodeAddress {
  private static final long TAG = 0xffff_c000_0000_0000L;
  private static final int SLOT_BITS = 24;

  /** Maximum number of programs of a machine. */
  static final int MAX_PROGRAMS = 1 << 22;

  private CodeAddress() {}

  static long of(int program, int slot) {
    return TAG | (long) program << SLOT_BITS | slot;
  }

  static boolean isCode(long address) {
    return address >>> 46 == TAG >>> 46;
  }

  static int program(long address) {
    return (int) (address >>> SLOT_BITS) & (MAX_PROGRAMS - 1);
  }

  static int slot(long address) {
    return (int) address & ((1 << SLOT_BITS) - 1);
  }
}
