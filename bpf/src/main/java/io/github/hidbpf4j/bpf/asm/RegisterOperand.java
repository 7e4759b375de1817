package io.github.hidbpf4j.bpf.asm;

/**
 * A register as written in the kernel's text.
 *
 * @param number its number
 * @param wide whether it is an r register (64 bits) rather than a w register
 * @param token where it stands, for messages
 */
record RegisterOperand(int number, boolean wide, AsmToken token) {
  static boolean isRegister(String word) {
    return Dialect.registerNumber(word, 'r') >= 0 || Dialect.registerNumber(word, 'w') >= 0;
  }

  static RegisterOperand read(Tokens in) {
    AsmToken token = in.peek();
    int wide = Dialect.registerNumber(token.text(), 'r');
    int number = wide >= 0 ? wide : Dialect.registerNumber(token.text(), 'w');
    if (number < 0 || number >= Register.COUNT) {
      throw in.expected("a register, r0 to r10 or w0 to w10");
    }
    in.next();
    return new RegisterOperand(number, wide >= 0, token);
  }

  static RegisterOperand readWide(Tokens in) {
    RegisterOperand reg = read(in);
    if (!reg.wide()) {
      throw in.error(reg.token(), "found '" + reg.token().text() + "', expected an r register");
    }
    return reg;
  }

  /** Reads a register of the width of the destination. */
  static RegisterOperand readLike(Tokens in, RegisterOperand dst) {
    RegisterOperand reg = read(in);
    if (reg.wide() != dst.wide()) {
      throw in.error(
          reg.token(),
          "found '"
              + reg.token().text()
              + "', expected "
              + (dst.wide() ? "an r" : "a w")
              + " register as '"
              + dst.token().text()
              + "' is");
    }
    return reg;
  }
}
