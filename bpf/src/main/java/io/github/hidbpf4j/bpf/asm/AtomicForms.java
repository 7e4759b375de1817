package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.Map;

/** Atomic instructions in the kernel's text: read-modify-write, load-acquire and store-release. */
final class AtomicForms {
  private static final Map<String, Integer> UPDATES =
      Map.of("+=", ADD, "|=", OR, "&=", AND, "^=", XOR);

  private static final Map<String, Integer> FETCHES =
      Map.of(
          "fetch_add", ADD | FETCH,
          "fetch_or", OR | FETCH,
          "fetch_and", AND | FETCH,
          "fetch_xor", XOR | FETCH,
          "xchg", XCHG,
          "cmpxchg", CMPXCHG);

  private AtomicForms() {}

  /** {@code lock *(u64 *)(r1 +0) += r2}. */
  static void locked(Tokens in, Emitter out) {
    in.expect("lock");
    AddressOperand mem = AddressOperand.unsigned(in, false);
    int operation = in.operator(UPDATES, "+=, |=, &= or ^=");
    RegisterOperand src = RegisterOperand.read(in);
    out.emit(STX | ATOMIC | mem.size(), mem.base(), src.number(), mem.offset(), operation);
  }

  /** {@code r1 = load_acquire((u8 *)(r2 +0))}; clang has a w register for less than 64 bits. */
  static void loadAcquire(Tokens in, Emitter out, RegisterOperand dst) {
    in.expect("load_acquire");
    in.expect("(");
    AddressOperand mem = ordered(in);
    in.expect(")");
    checkWidth(in, mem, dst);
    out.emit(STX | ATOMIC | mem.size(), dst.number(), mem.base(), mem.offset(), LOAD_ACQ);
  }

  /** {@code store_release((u8 *)(r1 +0), r2)}. */
  static void storeRelease(Tokens in, Emitter out) {
    in.expect("store_release");
    in.expect("(");
    AddressOperand mem = ordered(in);
    in.expect(",");
    RegisterOperand src = RegisterOperand.read(in);
    in.expect(")");
    checkWidth(in, mem, src);
    out.emit(STX | ATOMIC | mem.size(), mem.base(), src.number(), mem.offset(), STORE_REL);
  }

  /**
   * {@code atomic64_fetch_add((u64 *)(r1 +0), r2)}, also without 64 as clang has it, and clang's
   * {@code xchg_64(r1 + 0x0, r2)} and {@code cmpxchg32_32(r1 + 0x0, w0, w2)}.
   */
  static void fetch(Tokens in, Emitter out, RegisterOperand dst) {
    AsmToken word = in.peek();
    String name = in.word("a value");
    int size = -1;
    String operation = "";
    if (name.startsWith("atomic64_")) {
      size = DW;
      operation = name.substring("atomic64_".length());
    } else if (name.startsWith("atomic_")) {
      operation = name.substring("atomic_".length());
    } else if (name.endsWith("_64")) {
      size = DW;
      operation = name.substring(0, name.length() - 3);
    } else if (name.endsWith("32_32")) {
      size = W;
      operation = name.substring(0, name.length() - 5);
    }
    Integer imm = FETCHES.get(operation);
    if (imm == null || !in.is("(")) {
      throw in.error(word, "found '" + name + "', expected a register, a number or an operation");
    }
    in.expect("(");
    AddressOperand mem;
    if (name.startsWith("atomic")) {
      AddressOperand type = AddressOperand.type(in);
      if (size >= 0 && size != type.size()
          || type.signed()
          || type.size() != DW && type.size() != W) {
        throw in.error(word, "an atomic operation is on u32, or on u64 as atomic64");
      }
      mem = AddressOperand.place(in, type);
    } else {
      mem = AddressOperand.baseAndOffset(in, new AddressOperand(false, size, 0, 0));
    }
    in.expect(",");
    if (imm == CMPXCHG) {
      RegisterOperand expected = RegisterOperand.read(in);
      if (expected.number() != 0 || dst.number() != 0) {
        throw in.error(expected.token(), "compare and exchange works on r0");
      }
      in.expect(",");
    }
    RegisterOperand src = RegisterOperand.read(in);
    in.expect(")");
    if (imm != CMPXCHG && src.number() != dst.number()) {
      throw in.error(src.token(), "the old value goes to the register that the new one came from");
    }
    out.emit(STX | ATOMIC | mem.size(), mem.base(), src.number(), mem.offset(), imm);
  }

  private static AddressOperand ordered(Tokens in) {
    AsmToken start = in.peek();
    AddressOperand type = AddressOperand.type(in);
    if (type.signed()) {
      throw in.error(start, "this access has no sign: write u" + 8 * bytes(type.size()));
    }
    return AddressOperand.place(in, type);
  }

  private static void checkWidth(Tokens in, AddressOperand mem, RegisterOperand reg) {
    if (!reg.wide() && mem.size() == DW) {
      throw in.error(
          reg.token(), "this access is of 64 bits: write " + Register.name(reg.number()));
    }
  }
}
