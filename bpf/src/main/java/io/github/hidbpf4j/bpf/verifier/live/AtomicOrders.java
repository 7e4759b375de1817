package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;

/** What an atomic instruction reads and writes ({@code bpf_atomic_load_reg}). */
final class AtomicOrders {
  /** BPF_LOAD_ACQ. */
  static final int LOAD_ACQUIRE = 0x100;

  /** BPF_STORE_REL. */
  static final int STORE_RELEASE = 0x110;

  private AtomicOrders() {}

  /** The register that gets what was in memory; -1 for none. */
  static int loaded(Instruction insn) {
    if (Opcode.mode(insn.opcode()) != Opcode.ATOMIC) {
      return -1;
    }
    if (insn.imm() == LOAD_ACQUIRE) {
      return insn.dst();
    }
    if (insn.imm() == STORE_RELEASE || (insn.imm() & Opcode.FETCH) == 0) {
      return -1;
    }
    return insn.imm() == Opcode.CMPXCHG ? 0 : insn.src();
  }
}
