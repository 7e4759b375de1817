package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

/**
 * A place in memory as the kernel's text has it: {@code *(u32 *)(r1 +8)}, or parts of it.
 *
 * @param signed whether a load of it extends the sign
 * @param size an opcode's size field
 * @param base number of the register that has the address
 * @param offset what is added to the address
 */
record AddressOperand(boolean signed, int size, int base, int offset) {
  /** A memory operand of a store; in a plain store it may be a stack argument. */
  static AddressOperand unsigned(Tokens in, boolean plain) {
    AsmToken star = in.peek();
    in.expect("*");
    AddressOperand type = type(in);
    if (type.signed()) {
      throw in.error(star, "a store has no sign: write u" + 8 * bytes(type.size()));
    }
    return plain ? argumentOrPlace(in, type) : place(in, type);
  }

  /**
   * Like {@link #place}, or {@code (r11 +8)}: a stack argument, which only plain access reaches.
   */
  static AddressOperand argumentOrPlace(Tokens in, AddressOperand type) {
    if (type.signed() || type.size() != DW || !in.peek(1).text().equals("r11")) {
      return place(in, type);
    }
    in.expect("(");
    in.next();
    AddressOperand mem =
        new AddressOperand(false, DW, Register.STACK_ARGUMENTS, in.offset16("an offset"));
    in.expect(")");
    return mem;
  }

  /** {@code (u32 *)}. */
  static AddressOperand type(Tokens in) {
    in.expect("(");
    String name = in.peek().text();
    int size =
        switch (name) {
          case "u8", "s8" -> B;
          case "u16", "s16" -> H;
          case "u32", "s32" -> W;
          case "u64", "s64" -> DW;
          default -> throw in.expected("u8, u16, u32, u64, s8, s16 or s32");
        };
    in.next();
    in.expect("*");
    in.expect(")");
    return new AddressOperand(name.charAt(0) == 's', size, 0, 0);
  }

  /** {@code (r1 +8)}. */
  static AddressOperand place(Tokens in, AddressOperand type) {
    in.expect("(");
    AddressOperand mem = baseAndOffset(in, type);
    in.expect(")");
    return mem;
  }

  /** {@code r1 +8}. */
  static AddressOperand baseAndOffset(Tokens in, AddressOperand type) {
    int base = RegisterOperand.readWide(in).number();
    int offset = in.is("+") || in.is("-") ? in.offset16("an offset") : 0;
    return new AddressOperand(type.signed(), type.size(), base, offset);
  }
}
