package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.HashMap;
import java.util.Map;

/**
 * The mnemonic syntax of the public BPF conformance suites and of the user-space virtual machines
 * that grew up with them: {@code mov32 %r0, 1}, {@code jeq %r1, 5, label}, {@code ldxw %r0,
 * [%r1+2]}, {@code stxdw [%r1], %r2}, {@code lddw %r0, 0x10}, {@code be16 %r0}, {@code movsx864
 * %r0, %r1}, {@code lock fetch add32 [%r1], %r2}, {@code call 1}, {@code call local f}. The percent
 * sign may be left out; {@code add64} is {@code add}. Later instructions follow the same pattern:
 * {@code load_acquire32 %r0, [%r1+4]}, {@code store_release8 [%r1], %r2}, {@code gotox %r1}.
 */
final class ConformanceDialect extends Dialect {
  private static final Map<String, Integer> ARITHMETIC =
      Map.ofEntries(
          Map.entry("add", ADD),
          Map.entry("sub", SUB),
          Map.entry("mul", MUL),
          Map.entry("div", DIV),
          Map.entry("or", OR),
          Map.entry("and", AND),
          Map.entry("lsh", LSH),
          Map.entry("rsh", RSH),
          Map.entry("mod", MOD),
          Map.entry("xor", XOR),
          Map.entry("mov", MOV),
          Map.entry("arsh", ARSH));
  private static final Map<String, Integer> JUMPS =
      Map.ofEntries(
          Map.entry("jeq", JEQ),
          Map.entry("jgt", JGT),
          Map.entry("jge", JGE),
          Map.entry("jset", JSET),
          Map.entry("jne", JNE),
          Map.entry("jsgt", JSGT),
          Map.entry("jsge", JSGE),
          Map.entry("jlt", JLT),
          Map.entry("jle", JLE),
          Map.entry("jslt", JSLT),
          Map.entry("jsle", JSLE));
  private static final Map<String, Integer> SIZES = Map.of("b", B, "h", H, "w", W, "dw", DW);
  private static final Map<String, Integer> ATOMICS =
      Map.of("add", ADD, "or", OR, "and", AND, "xor", XOR, "xchg", XCHG, "cmpxchg", CMPXCHG);

  /** Reads the operands that follow a mnemonic. */
  private interface Form {
    void read(Tokens in, Emitter out);
  }

  private static final Map<String, Form> FORMS = forms();

  /** The dialect. */
  public ConformanceDialect() {}

  @Override
  void instruction(Tokens in, Emitter out) {
    Form form = in.peek().kind() == AsmToken.Kind.WORD ? FORMS.get(in.peek().text()) : null;
    if (form == null) {
      throw in.expected("a mnemonic such as mov, ldxw, jeq or exit");
    }
    in.next();
    form.read(in, out);
  }

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new HashMap<>();
    arithmeticForms(forms);
    memoryForms(forms);
    jumpForms(forms);
    return Map.copyOf(forms);
  }

  private static void arithmeticForms(Map<String, Form> forms) {
    ARITHMETIC.forEach(
        (name, operation) -> {
          forms.put(name, arithmetic(ALU64 | operation, 0));
          forms.put(name + "64", arithmetic(ALU64 | operation, 0));
          forms.put(name + "32", arithmetic(ALU | operation, 0));
          if (operation == DIV || operation == MOD) {
            forms.put("s" + name, arithmetic(ALU64 | operation, SIGNED));
            forms.put("s" + name + "64", arithmetic(ALU64 | operation, SIGNED));
            forms.put("s" + name + "32", arithmetic(ALU | operation, SIGNED));
          }
        });
    for (String name : new String[] {"neg", "neg64", "neg32"}) {
      int cls = name.equals("neg32") ? ALU : ALU64;
      forms.put(name, (in, out) -> out.emit(cls | NEG, register(in), 0, 0, 0));
    }
    for (int width : new int[] {16, 32, 64}) {
      forms.put("le" + width, (in, out) -> out.emit(ALU | END | TO_LE, register(in), 0, 0, width));
      forms.put("be" + width, (in, out) -> out.emit(ALU | END | TO_BE, register(in), 0, 0, width));
      Form swap = (in, out) -> out.emit(ALU64 | END, register(in), 0, 0, width);
      forms.put("bswap" + width, swap);
      forms.put("swap" + width, swap);
    }
    for (int from : new int[] {8, 16, 32}) {
      for (int to : new int[] {32, 64}) {
        int cls = to == 64 ? ALU64 : ALU;
        if (from < to) {
          forms.put(
              "movsx" + from + to,
              (in, out) -> {
                int dst = register(in);
                in.expect(",");
                out.emit(cls | MOV | X, dst, register(in), from, 0);
              });
        }
      }
    }
    forms.put(
        "lddw",
        (in, out) -> {
          int dst = register(in);
          in.expect(",");
          long value = in.imm64();
          out.emitImmediate64(dst, 0, (int) value, (int) (value >>> 32));
        });
  }

  private static Form arithmetic(int opcode, int offset) {
    return (in, out) -> {
      int dst = register(in);
      in.expect(",");
      if (in.isNumber()) {
        out.emit(opcode | K, dst, 0, offset, in.imm32("a register or an immediate"));
      } else {
        out.emit(opcode | X, dst, register(in), offset, 0);
      }
    };
  }

  private static void memoryForms(Map<String, Form> forms) {
    SIZES.forEach(
        (suffix, size) -> {
          forms.put("ldx" + suffix, load(MEM | size));
          forms.put(
              "st" + suffix,
              (in, out) -> {
                Place place = place(in);
                in.expect(",");
                out.emit(ST | MEM | size, place.base, 0, place.offset, in.imm32("an immediate"));
              });
          forms.put(
              "stx" + suffix,
              (in, out) -> {
                Place place = place(in);
                in.expect(",");
                out.emit(STX | MEM | size, place.base, register(in), place.offset, 0);
              });
          if (size != DW) {
            forms.put("ldxs" + suffix, load(MEMSX | size));
            forms.put("ldx" + suffix + "sx", load(MEMSX | size));
            forms.put(
                "ldabs" + suffix,
                (in, out) -> out.emit(LD | ABS | size, 0, 0, 0, in.imm32("an offset")));
            forms.put(
                "ldind" + suffix,
                (in, out) -> {
                  int src = register(in);
                  in.expect(",");
                  out.emit(LD | IND | size, 0, src, 0, in.imm32("an offset"));
                });
          }
        });
    forms.put("lock", ConformanceDialect::atomic);
    for (int size : new int[] {B, H, W, DW}) {
      orderedForms(forms, size);
    }
    forms.put("stxxaddw", exclusiveAdd(W));
    forms.put("stxxadddw", exclusiveAdd(DW));
  }

  private static void orderedForms(Map<String, Form> forms, int size) {
    int bits = 8 * bytes(size);
    forms.put(
        "load_acquire" + bits,
        (in, out) -> {
          int dst = register(in);
          in.expect(",");
          Place place = place(in);
          out.emit(STX | ATOMIC | size, dst, place.base, place.offset, LOAD_ACQ);
        });
    forms.put(
        "store_release" + bits,
        (in, out) -> {
          Place place = place(in);
          in.expect(",");
          out.emit(STX | ATOMIC | size, place.base, register(in), place.offset, STORE_REL);
        });
  }

  private static Form load(int modeAndSize) {
    return (in, out) -> {
      int dst = register(in);
      in.expect(",");
      Place place = place(in);
      out.emit(LDX | modeAndSize, dst, place.base, place.offset, 0);
    };
  }

  private static Form exclusiveAdd(int size) {
    return (in, out) -> {
      Place place = place(in);
      in.expect(",");
      out.emit(STX | ATOMIC | size, place.base, register(in), place.offset, ADD);
    };
  }

  /** {@code lock [fetch] add[32] [%r1+2], %r2}; also {@code lock fetch_add32}. */
  private static void atomic(Tokens in, Emitter out) {
    boolean fetch = in.accept("fetch");
    AsmToken word = in.peek();
    String name = in.word("an atomic operation");
    if (name.startsWith("fetch_")) {
      fetch = true;
      name = name.substring("fetch_".length());
    }
    int size = DW;
    if (name.endsWith("32")) {
      size = W;
      name = name.substring(0, name.length() - 2);
    } else if (name.endsWith("64")) {
      name = name.substring(0, name.length() - 2);
    }
    Integer operation = ATOMICS.get(name);
    if (operation == null) {
      throw in.error(
          word,
          "found '" + word.text() + "', expected add, or, and, xor, xchg or cmpxchg, 32 or 64");
    }
    Place place = place(in);
    in.expect(",");
    int imm = fetch ? operation | FETCH : operation;
    out.emit(STX | ATOMIC | size, place.base, register(in), place.offset, imm);
  }

  private static void jumpForms(Map<String, Form> forms) {
    JUMPS.forEach(
        (name, operation) -> {
          forms.put(name, jump(JMP | operation));
          forms.put(name + "64", jump(JMP | operation));
          forms.put(name + "32", jump(JMP32 | operation));
        });
    forms.put(
        "ja", (in, out) -> out.emit(JMP | JA, 0, 0, target(in, out, Emitter.Field.OFFSET), 0));
    forms.put(
        "ja32", (in, out) -> out.emit(JMP32 | JA, 0, 0, 0, target(in, out, Emitter.Field.IMM)));
    forms.put("gotox", (in, out) -> out.emit(JMP | JA | X, register(in), 0, 0, 0));
    forms.put("exit", (in, out) -> out.emit(JMP | EXIT, 0, 0, 0, 0));
    forms.put(
        "call",
        (in, out) -> {
          if (in.accept("local")) {
            out.emit(JMP | CALL, 0, PSEUDO_CALL, 0, target(in, out, Emitter.Field.IMM));
          } else {
            int number = in.imm32("the number of a helper, or local and a label");
            out.emit(JMP | CALL, 0, CALL_HELPER, 0, number);
          }
        });
  }

  private static Form jump(int opcode) {
    return (in, out) -> {
      int dst = register(in);
      in.expect(",");
      boolean immediate = in.isNumber();
      int imm = immediate ? in.imm32("a register or an immediate") : 0;
      int src = immediate ? 0 : register(in);
      in.expect(",");
      int offset = target(in, out, Emitter.Field.OFFSET);
      out.emit(opcode | (immediate ? K : X), dst, src, offset, imm);
    };
  }

  private record Place(int base, int offset) {}

  /** {@code [%r1+2]}. */
  private static Place place(Tokens in) {
    in.expect("[");
    int base = register(in);
    int offset = in.is("+") || in.is("-") ? in.offset16("an offset") : 0;
    in.expect("]");
    return new Place(base, offset);
  }

  private static int register(Tokens in) {
    in.accept("%");
    int number = registerNumber(in.peek().text(), 'r');
    if (number < 0 || number >= Register.COUNT) {
      throw in.expected("a register, %r0 to %r10");
    }
    in.next();
    return number;
  }
}
