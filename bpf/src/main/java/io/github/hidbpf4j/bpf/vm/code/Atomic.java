package io.github.hidbpf4j.bpf.vm.code;

/**
 * The immediates of atomic instructions: RFC 9669 section 5.3, and what Linux 6.15 added ({@code
 * include/uapi/linux/bpf.h}).
 */
public final class Atomic {
  public static final int ADD = 0x00;
  public static final int OR = 0x40;
  public static final int AND = 0x50;
  public static final int XOR = 0xa0;
  public static final int FETCH = 0x01;
  public static final int XCHG = 0xe0 | FETCH;
  public static final int CMPXCHG = 0xf0 | FETCH;
  public static final int LOAD_ACQUIRE = 0x100;
  public static final int STORE_RELEASE = 0x110;

  private Atomic() {}
}
