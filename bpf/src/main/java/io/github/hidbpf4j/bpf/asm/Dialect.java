package io.github.hidbpf4j.bpf.asm;

/** A textual syntax for instructions. */
public abstract sealed class Dialect permits KernelDialect, ConformanceDialect {
  Dialect() {}

  /** Reads one instruction and emits its slots. */
  abstract void instruction(Tokens in, Emitter out);

  /**
   * Reads the target of a jump, call or function address: a distance ({@code pc+3}, {@code +3},
   * {@code -1}) or a label, for the slot to be emitted next.
   *
   * @return the distance; 0 for a label, which is resolved later
   */
  static int target(Tokens in, Emitter out, Emitter.Field field) {
    AsmToken after = in.peek(1);
    if (in.is("pc") && (after.text().equals("+") || after.text().equals("-"))) {
      in.next();
    }
    if (in.isNumber()) {
      return field == Emitter.Field.OFFSET
          ? in.offset16("a distance in slots")
          : (int) in.number(Integer.MIN_VALUE, Integer.MAX_VALUE, "a distance in slots");
    }
    if (in.peek().kind() != AsmToken.Kind.WORD) {
      throw in.expected("a distance (pc+3) or a label");
    }
    out.refer(in, in.next(), field);
    return 0;
  }

  /** The number of a register name with this prefix, or -1. */
  static int registerNumber(String word, char prefix) {
    if (word.length() < 2 || word.length() > 3 || word.charAt(0) != prefix) {
      return -1;
    }
    int number = 0;
    for (int i = 1; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + (c - '0');
    }
    return word.length() == 3 && word.charAt(1) == '0' ? -1 : number;
  }
}
