package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The text of the kernel's disassembler (Linux 6.12 {@code kernel/bpf/disasm.c}), of {@link
 * Disassembler}, and of clang's assembler where it differs: {@code goto +3}, {@code *(u8 *)(r1 +
 * 0x4)}, {@code cmpxchg_64(r1 + 0x8, r0, r2)}, {@code w2 = *(u32 *)(r1 + 0x0)}.
 *
 * <p>A leading opcode, as in {@code (18) r1 = 0x2a}, is checked; {@code (18)} also turns a bare
 * number into the 64-bit immediate that the kernel means. Without it, {@code r1 = 0x2a} is a 32-bit
 * immediate and {@code r1 = 0x2a ll} a 64-bit one.
 */
final class KernelDialect extends Dialect {
  private static final Map<String, Integer> ARITHMETIC =
      Map.ofEntries(
          Map.entry("+=", ADD),
          Map.entry("-=", SUB),
          Map.entry("*=", MUL),
          Map.entry("/=", DIV),
          Map.entry("|=", OR),
          Map.entry("&=", AND),
          Map.entry("<<=", LSH),
          Map.entry(">>=", RSH),
          Map.entry("%=", MOD),
          Map.entry("^=", XOR),
          Map.entry("s>>=", ARSH),
          Map.entry("s/=", DIV),
          Map.entry("s%=", MOD));
  private static final Map<String, Integer> JUMPS =
      Map.ofEntries(
          Map.entry("==", JEQ),
          Map.entry(">", JGT),
          Map.entry(">=", JGE),
          Map.entry("&", JSET),
          Map.entry("!=", JNE),
          Map.entry("s>", JSGT),
          Map.entry("s>=", JSGE),
          Map.entry("<", JLT),
          Map.entry("<=", JLE),
          Map.entry("s<", JSLT),
          Map.entry("s<=", JSLE));
  private final SymbolNames names;

  /**
   * Creates the dialect with symbol names.
   *
   * @param names where it finds the numbers of helpers, kfuncs and maps
   */
  public KernelDialect(SymbolNames names) {
    this.names = names;
  }

  @Override
  void instruction(Tokens in, Emitter out) {
    AsmToken start = in.peek();
    int prefix = prefix(in);
    int slot = out.slot();
    String first = in.peek().text();
    switch (first) {
      case "if" -> conditional(in, out);
      case "goto" -> {
        in.next();
        out.emit(JMP | JA, 0, 0, target(in, out, Emitter.Field.OFFSET), 0);
      }
      case "gotol" -> {
        in.next();
        out.emit(JMP32 | JA, 0, 0, 0, target(in, out, Emitter.Field.IMM));
      }
      case "gotox" -> {
        in.next();
        out.emit(JMP | JA | X, RegisterOperand.readWide(in).number(), 0, 0, 0);
      }
      case "may_goto" -> {
        in.next();
        out.emit(JMP | JCOND, 0, 0, target(in, out, Emitter.Field.OFFSET), 0);
      }
      case "call" -> call(in, out);
      case "exit" -> {
        in.next();
        out.emit(JMP | EXIT, 0, 0, 0, 0);
      }
      case "lock" -> AtomicForms.locked(in, out);
      case "store_release" -> AtomicForms.storeRelease(in, out);
      case "*" -> store(in, out);
      default -> assignment(in, out, prefix);
    }
    skipSymbol(in);
    if (prefix >= 0 && out.get(slot).opcode() != prefix) {
      throw in.error(
          start,
          "the opcode in front is %02x, but the text has opcode %02x"
              .formatted(prefix, out.get(slot).opcode()));
    }
  }

  /**
   * {@code (b7)}, or -1 when there is none. The digits may be a word token, a number token or both.
   */
  private static int prefix(Tokens in) {
    if (!in.is("(")) {
      return -1;
    }
    AsmToken open = in.next();
    StringBuilder digits = new StringBuilder();
    while (!in.atEnd() && !in.is(")")) {
      digits.append(in.next().text());
    }
    in.expect(")");
    if (digits.length() == 2) {
      try {
        return Integer.parseInt(digits.toString(), 16);
      } catch (NumberFormatException _) {
        // reported below
      }
    }
    throw in.error(open, "found '(" + digits + ")', expected an opcode of two hex digits");
  }

  /** {@code <symbol+0x10>} that llvm-objdump appends to a jump. */
  private static void skipSymbol(Tokens in) {
    if (in.is("<")) {
      in.skipRest();
    }
  }

  private static void conditional(Tokens in, Emitter out) {
    in.expect("if");
    RegisterOperand dst = RegisterOperand.read(in);
    int operation = in.operator(JUMPS, "a comparison");
    int cls = dst.wide() ? JMP : JMP32;
    int src = 0;
    int imm = 0;
    int source = K;
    if (in.isNumber()) {
      imm = in.imm32("an immediate");
    } else {
      src = RegisterOperand.readLike(in, dst).number();
      source = X;
    }
    in.expect("goto");
    int offset = target(in, out, Emitter.Field.OFFSET);
    out.emit(cls | operation | source, dst.number(), src, offset, imm);
  }

  private void call(Tokens in, Emitter out) {
    in.expect("call");
    if (in.isNumber()) {
      out.emit(JMP | CALL, 0, CALL_HELPER, 0, in.imm32("the number of a helper"));
      return;
    }
    AsmToken name = in.peek();
    if (name.kind() != AsmToken.Kind.WORD) {
      throw in.expected("a helper (bpf_ktime_get_ns#5), a distance (pc+3) or a label");
    }
    // "kernel-function" is three tokens
    boolean anonymousKfunc = name.text().equals("kernel") && in.peek(1).text().equals("-");
    if (anonymousKfunc) {
      in.next();
      in.next();
      in.expect("function");
    } else if (in.peek(1).text().equals("#")) {
      in.next();
    } else {
      callByName(in, out, name);
      return;
    }
    in.expect("#");
    int number = in.imm32("a number");
    boolean kfunc =
        anonymousKfunc
            || names.helperId(name.text()).isEmpty() && names.kfuncId(name.text()).isPresent();
    out.emit(JMP | CALL, 0, kfunc ? PSEUDO_KFUNC_CALL : CALL_HELPER, 0, number);
  }

  private void callByName(Tokens in, Emitter out, AsmToken name) {
    OptionalInt helper = names.helperId(name.text());
    OptionalInt kfunc = names.kfuncId(name.text());
    if (helper.isPresent() || kfunc.isPresent()) {
      in.next();
      int kind = helper.isPresent() ? CALL_HELPER : PSEUDO_KFUNC_CALL;
      out.emit(JMP | CALL, 0, kind, 0, helper.orElseGet(kfunc::getAsInt));
    } else {
      out.emit(JMP | CALL, 0, PSEUDO_CALL, 0, target(in, out, Emitter.Field.IMM));
    }
  }

  private static void store(Tokens in, Emitter out) {
    AddressOperand mem = AddressOperand.unsigned(in, true);
    in.expect("=");
    if (in.isNumber()) {
      int imm =
          mem.size() == DW
              ? (int) in.number(Integer.MIN_VALUE, Integer.MAX_VALUE, "an immediate")
              : in.imm32("an immediate");
      out.emit(ST | MEM | mem.size(), mem.base(), 0, mem.offset(), imm);
    } else {
      RegisterOperand src = RegisterOperand.read(in);
      out.emit(STX | MEM | mem.size(), mem.base(), src.number(), mem.offset(), 0);
    }
  }

  private void assignment(Tokens in, Emitter out, int prefix) {
    if (in.peek().kind() != AsmToken.Kind.WORD) {
      throw in.expected("an instruction");
    }
    RegisterOperand dst = RegisterOperand.read(in);
    if (!in.accept("=")) {
      AsmToken sign = in.peek();
      int operation = in.operator(ARITHMETIC, "an assignment");
      boolean signed = sign.text().equals("s/=") || sign.text().equals("s%=");
      arithmetic(in, out, dst, operation, signed ? SIGNED : 0);
      return;
    }
    AsmToken value = in.peek();
    if (in.is("-") && in.peek(1).kind() == AsmToken.Kind.WORD) {
      in.next();
      RegisterOperand same = RegisterOperand.read(in);
      if (same.number() != dst.number() || same.wide() != dst.wide()) {
        throw in.error(value, "a negation is of the destination itself");
      }
      out.emit(cls(dst) | NEG, dst.number(), 0, 0, 0);
    } else if (in.is("*")) {
      load(in, out, dst);
    } else if (in.is("(")) {
      signExtension(in, out, dst);
    } else if (in.is("&")) {
      in.next();
      for (String part : new String[] {"(", "void", "__percpu", "*", ")", "("}) {
        in.expect(part);
      }
      out.emit(ALU64 | MOV | X, dst.number(), RegisterOperand.read(in).number(), -1, 0);
      in.expect(")");
    } else if (in.isNumber()) {
      number(in, out, dst, prefix);
    } else if (RegisterOperand.isRegister(value.text()) || value.kind() != AsmToken.Kind.WORD) {
      arithmetic(in, out, dst, MOV, 0);
    } else {
      named(in, out, dst);
    }
  }

  private static void arithmetic(
      Tokens in, Emitter out, RegisterOperand dst, int operation, int offset) {
    if (in.isNumber()) {
      out.emit(cls(dst) | operation | K, dst.number(), 0, offset, immediate(in, dst));
    } else {
      out.emit(
          cls(dst) | operation | X,
          dst.number(),
          RegisterOperand.readLike(in, dst).number(),
          offset,
          0);
    }
  }

  /** A 64-bit operation sign-extends its immediate, so 0xffffffff would not mean what it says. */
  private static int immediate(Tokens in, RegisterOperand dst) {
    return dst.wide()
        ? (int) in.number(Integer.MIN_VALUE, Integer.MAX_VALUE, "an immediate")
        : in.imm32("an immediate");
  }

  private static void number(Tokens in, Emitter out, RegisterOperand dst, int prefix) {
    int ahead = in.peek().kind() == AsmToken.Kind.NUMBER ? 1 : 2;
    boolean marked = in.peek(ahead).text().equals("ll");
    if (marked || prefix == LD_IMM64) {
      if (!dst.wide()) {
        throw in.error(dst.token(), "a 64-bit immediate goes into an r register");
      }
      long value = in.imm64();
      in.accept("ll");
      out.emitImmediate64(dst.number(), 0, (int) value, (int) (value >>> 32));
      return;
    }
    out.emit(cls(dst) | MOV | K, dst.number(), 0, 0, immediate(in, dst));
  }

  private static void load(Tokens in, Emitter out, RegisterOperand dst) {
    AsmToken star = in.peek();
    in.expect("*");
    AddressOperand type = AddressOperand.type(in);
    if (in.is("skb")) {
      packetLoad(in, out, dst, type);
      return;
    }
    AddressOperand mem = AddressOperand.argumentOrPlace(in, type);
    int mode = mem.signed() ? MEMSX : MEM;
    if (mem.signed() && mem.size() == DW) {
      throw in.error(star, "a load of 64 bits has no sign to extend: write u64");
    }
    if (!dst.wide() && (mem.signed() || mem.size() == DW)) {
      throw in.error(dst.token(), "this load fills 64 bits: write " + Register.name(dst.number()));
    }
    out.emit(LDX | mode | mem.size(), dst.number(), mem.base(), mem.offset(), 0);
  }

  private static void packetLoad(Tokens in, Emitter out, RegisterOperand dst, AddressOperand type) {
    if (dst.number() != 0 || type.signed() || type.size() == DW) {
      throw in.error(dst.token(), "a packet load reads u8, u16 or u32 into r0");
    }
    in.expect("skb");
    in.expect("[");
    if (in.peek().kind() == AsmToken.Kind.WORD) {
      int src = RegisterOperand.readWide(in).number();
      int imm = 0;
      if (in.is("+") || in.is("-")) {
        // the kernel writes "+ -3" for a negative number
        if (in.is("+") && in.peek(1).kind() != AsmToken.Kind.NUMBER) {
          in.next();
        }
        imm = in.imm32("an offset");
      }
      out.emit(LD | IND | type.size(), 0, src, 0, imm);
    } else {
      out.emit(LD | ABS | type.size(), 0, 0, 0, in.imm32("an offset"));
    }
    in.expect("]");
  }

  private static void signExtension(Tokens in, Emitter out, RegisterOperand dst) {
    in.expect("(");
    int bits =
        switch (in.peek().text()) {
          case "s8" -> 8;
          case "s16" -> 16;
          case "s32" -> 32;
          default -> throw in.expected("s8, s16 or s32");
        };
    if (bits == 32 && !dst.wide()) {
      throw in.expected("s8 or s16 for a 32-bit register");
    }
    in.next();
    in.expect(")");
    out.emit(cls(dst) | MOV | X, dst.number(), RegisterOperand.readLike(in, dst).number(), bits, 0);
  }

  /** Parses an instruction that starts with a word other than a register. */
  private void named(Tokens in, Emitter out, RegisterOperand dst) {
    AsmToken word = in.peek();
    String name = word.text();
    if (name.matches("(le|be|bswap)(16|32|64)")) {
      in.next();
      RegisterOperand same = RegisterOperand.readWide(in);
      if (same.number() != dst.number() || !dst.wide()) {
        throw in.error(word, "a byte swap is of the destination itself, an r register");
      }
      int opcode =
          switch (name.charAt(1)) {
            case 's' -> ALU64 | END;
            default -> ALU | END | (name.startsWith("be") ? TO_BE : TO_LE);
          };
      int width = Integer.parseInt(name.substring(name.length() - 2));
      out.emit(opcode, dst.number(), 0, 0, width);
      return;
    }
    switch (name) {
      case "map" -> map(in, out, dst);
      case "ksym" -> {
        bracketed(in, "id");
        out.emitImmediate64(dst.number(), PSEUDO_BTF_ID, in.imm32("a BTF id"), 0);
        in.expect("]");
      }
      case "subprog" -> {
        in.next();
        in.expect("[");
        int distance = target(in, out, Emitter.Field.IMM);
        out.emitImmediate64(dst.number(), PSEUDO_FUNC, distance, 0);
        in.expect("]");
      }
      case "addr_space_cast" -> {
        in.next();
        in.expect("(");
        int src = RegisterOperand.readWide(in).number();
        in.expect(",");
        int from = (int) in.number(0, 0xffff, "an address space");
        in.expect(",");
        int to = (int) in.number(0, 0xffff, "an address space");
        in.expect(")");
        out.emit(ALU64 | MOV | X, dst.number(), src, ADDR_SPACE_CAST, from << 16 | to);
      }
      case "load_acquire" -> AtomicForms.loadAcquire(in, out, dst);
      default -> AtomicForms.fetch(in, out, dst);
    }
  }

  private void map(Tokens in, Emitter out, RegisterOperand dst) {
    in.expect("map");
    in.expect("[");
    boolean byIndex = in.is("idx");
    int number;
    if (in.accept("name")) {
      in.expect(":");
      AsmToken name = in.peek();
      OptionalInt found = names.mapNumber(in.word("the name of a map"));
      if (found.isEmpty()) {
        throw in.error(name, "there is no map '" + name.text() + "'");
      }
      number = found.getAsInt();
    } else if (in.accept("id") || in.accept("idx")) {
      in.expect(":");
      number = in.imm32("the number of a map");
    } else {
      throw in.expected("id, idx or name");
    }
    in.expect("]");
    if (!in.accept("[")) {
      int kind = byIndex ? PSEUDO_MAP_IDX : PSEUDO_MAP_FD;
      out.emitImmediate64(dst.number(), kind, number, 0);
      return;
    }
    in.number(0, 0, "value");
    in.expect("]");
    int offset = in.is("+") ? in.imm32("an offset in the value") : 0;
    int kind = byIndex ? PSEUDO_MAP_IDX_VALUE : PSEUDO_MAP_VALUE;
    out.emitImmediate64(dst.number(), kind, number, offset);
  }

  private static void bracketed(Tokens in, String key) {
    in.next();
    in.expect("[");
    in.expect(key);
    in.expect(":");
  }

  private static int cls(RegisterOperand dst) {
    return dst.wide() ? ALU64 : ALU;
  }
}
