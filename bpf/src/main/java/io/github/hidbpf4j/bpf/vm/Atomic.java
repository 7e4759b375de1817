package io.github.hidbpf4j.bpf.vm;

/** The immediates of atomic instructions, RFC 9669 section 5.3. */
final class Atomic {
  static final int ADD = 0x00;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int XOR = 0xa0;
  static final int FETCH = 0x01;
  static final int XCHG = 0xe0 | FETCH;
  static final int CMPXCHG = 0xf0 | FETCH;

  private Atomic() {}
}
