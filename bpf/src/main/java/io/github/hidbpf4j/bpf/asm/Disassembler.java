package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instructions as text, in the form of the verifier log and {@code bpftool prog dump xlated} (Linux
 * 6.12 to 7.3, {@code kernel/bpf/disasm.c}). Every slot has a text, valid or not.
 *
 * <p>{@link Form#KERNEL} is the kernel's text, opcode first, with no more information than the
 * kernel prints. {@link Form#ASSEMBLY} is what {@link Assembler} turns back into the same bytes:
 * {@code ll} marks a 64-bit immediate, and a slot that is not an instruction is written as {@code
 * .insn} with its 64-bit word, followed by the kernel's text as a comment.
 */
public final class Disassembler {
  /** The form of the text. */
  public enum Form {
    /** {@code (18) r1 = 0x2a}. */
    KERNEL,
    /** {@code r1 = 0x2a ll}. */
    ASSEMBLY
  }

  private static final String NONE = "(null)";
  private static final String[] ARITHMETIC = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian",
    NONE, NONE
  };
  private static final String[] JUMPS = {
    "jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<=", NONE,
    NONE
  };

  private final Form form;
  private final SymbolNames names;

  /**
   * Creates a disassembler without symbol names.
   *
   * @param form form of the text to write
   */
  public Disassembler(Form form) {
    this(form, SymbolNames.NONE);
  }

  /**
   * Creates a disassembler that looks up symbol names.
   *
   * @param form form of the text to write
   * @param names where it finds the names of helpers, kfuncs and maps
   */
  public Disassembler(Form form, SymbolNames names) {
    this.form = form;
    this.names = names;
  }

  /**
   * Writes the instruction at a slot. A 64-bit immediate takes its upper half from the next slot,
   * if there is one.
   *
   * @param program all slots
   * @param slot index of the first slot of the instruction
   * @return its text, without line end
   */
  public String text(List<Instruction> program, int slot) {
    return text(program.get(slot), slot + 1 < program.size() ? program.get(slot + 1) : null);
  }

  /**
   * Writes one instruction.
   *
   * @param first its first slot
   * @param second the slot after it, null at the end of the program; only a 64-bit immediate load
   *     looks at it
   * @return its text, without line end
   */
  public String text(Instruction first, @Nullable Instruction second) {
    String body = body(first, second);
    if (form == Form.ASSEMBLY) {
      return Encoding.isInstruction(first, second) ? body : raw(first, body);
    }
    return body.startsWith("BUG_") ? body : "(%02x) %s".formatted(first.opcode(), body);
  }

  /**
   * Writes all instructions; in {@link Form#ASSEMBLY}, the inverse of {@link Assembler#assemble}.
   *
   * @param program all slots
   * @return one line per instruction, without line ends
   */
  public List<String> lines(List<Instruction> program) {
    List<String> lines = new ArrayList<>(program.size());
    for (int slot = 0; slot < program.size(); slot += step(program, slot)) {
      lines.add(text(program, slot));
    }
    return lines;
  }

  /**
   * Writes all instructions, each preceded by its slot number: {@code 4: (95) exit}.
   *
   * @param program all slots
   * @return one line per instruction, each ending in a newline
   */
  public String listing(List<Instruction> program) {
    StringBuilder out = new StringBuilder();
    for (int slot = 0; slot < program.size(); slot += step(program, slot)) {
      out.append(slot).append(": ").append(text(program, slot)).append('\n');
    }
    return out.toString();
  }

  /** A malformed 64-bit immediate is shown slot by slot, so that none of its bytes is hidden. */
  private static int step(List<Instruction> program, int slot) {
    return Encoding.slots(program, slot) == 2
            && Encoding.isInstruction(program.get(slot), program.get(slot + 1))
        ? 2
        : 1;
  }

  private static String raw(Instruction i, String body) {
    return ".insn 0x%016x ; %s".formatted(i.encode(), body);
  }

  private String body(Instruction i, @Nullable Instruction second) {
    return switch (i.instructionClass()) {
      case LD -> immediateOrPacketLoad(i, second);
      case LDX -> load(i);
      case ST -> storeImmediate(i);
      case STX -> storeRegister(i);
      case ALU, ALU64 -> arithmetic(i);
      default -> jump(i);
    };
  }

  private static String arithmetic(Instruction i) {
    boolean wide = i.instructionClass() == ALU64;
    boolean register = source(i.opcode()) == X;
    String dst = register(wide, i.dst());
    int operation = operation(i.opcode());
    if (operation == END) {
      String kind = wide ? "bswap" : register ? "be" : "le";
      return "r%d = %s%d r%d".formatted(i.dst(), kind, i.imm(), i.dst());
    }
    if (operation == NEG) {
      return dst + " = -" + dst;
    }
    boolean wideMove = i.opcode() == (ALU64 | MOV | X);
    if (wideMove && i.offset() == ADDR_SPACE_CAST) {
      return "%s = addr_space_cast(r%d, %d, %d)"
          .formatted(dst, i.src(), i.imm() >>> 16, i.imm() & 0xffff);
    }
    if (wideMove && i.offset() == -1) {
      return "%s = &(void __percpu *)(r%d)".formatted(dst, i.src());
    }
    String sign = ARITHMETIC[operation >> 4];
    if ((operation == DIV || operation == MOD) && i.offset() == SIGNED) {
      sign = "s" + sign;
    }
    if (!register) {
      return dst + " " + sign + " " + i.imm();
    }
    int off = i.offset();
    boolean extend = operation == MOV && (off == 8 || off == 16 || off == 32);
    return dst + " " + sign + " " + (extend ? "(s" + off + ")" : "") + register(wide, i.src());
  }

  private static String load(Instruction i) {
    int mode = mode(i.opcode());
    if (mode != MEM && mode != MEMSX || mode == MEMSX && size(i.opcode()) == DW) {
      return "BUG_ldx_%02x".formatted(i.opcode());
    }
    return "r" + i.dst() + " = " + memory(mode == MEM ? "u" : "s", i.opcode(), i.src(), i.offset());
  }

  private static String storeImmediate(Instruction i) {
    return switch (mode(i.opcode())) {
      case MEM -> memory("u", i.opcode(), i.dst(), i.offset()) + " = " + i.imm();
      case ATOMIC -> "nospec";
      default -> "BUG_st_%02x".formatted(i.opcode());
    };
  }

  private static String storeRegister(Instruction i) {
    String memory = memory("u", i.opcode(), i.dst(), i.offset());
    if (mode(i.opcode()) == MEM) {
      return memory + " = r" + i.src();
    }
    String place = memory.substring(1);
    if (mode(i.opcode()) == ATOMIC && i.imm() == LOAD_ACQ) {
      String from = memory("u", i.opcode(), i.src(), i.offset()).substring(1);
      return "r" + i.dst() + " = load_acquire(" + from + ")";
    }
    if (mode(i.opcode()) == ATOMIC && i.imm() == STORE_REL) {
      return "store_release(" + place + ", r" + i.src() + ")";
    }
    if (mode(i.opcode()) != ATOMIC || !isAtomicOperation(i.imm())) {
      return "BUG_%02x".formatted(i.opcode());
    }
    int operation = operation(i.imm());
    if ((i.imm() & FETCH) == 0) {
      return "lock " + memory + " " + ARITHMETIC[operation >> 4] + " r" + i.src();
    }
    String prefix = size(i.opcode()) == DW ? "atomic64_" : "atomic_";
    if (i.imm() == CMPXCHG) {
      return "r0 = " + prefix + "cmpxchg(" + place + ", r0, r" + i.src() + ")";
    }
    String name =
        switch (i.imm()) {
          case ADD | FETCH -> "fetch_add";
          case OR | FETCH -> "fetch_or";
          case AND | FETCH -> "fetch_and";
          case XOR | FETCH -> "fetch_xor";
          default -> "xchg";
        };
    return "r" + i.src() + " = " + prefix + name + "(" + place + ", r" + i.src() + ")";
  }

  private String immediateOrPacketLoad(Instruction i, @Nullable Instruction second) {
    String type = "(u" + 8 * bytes(i.opcode()) + " *)";
    return switch (mode(i.opcode())) {
      case ABS -> "r0 = *" + type + "skb[" + i.imm() + "]";
      case IND -> "r0 = *" + type + "skb[r" + i.src() + " + " + i.imm() + "]";
      default ->
          i.opcode() == LD_IMM64
              ? "r" + i.dst() + " = " + immediate(i, second == null ? 0 : second.imm())
              : "BUG_ld_%02x".formatted(i.opcode());
    };
  }

  private String immediate(Instruction i, int upper) {
    return switch (i.src()) {
      case PSEUDO_MAP_FD, PSEUDO_MAP_IDX -> map(i);
      case PSEUDO_MAP_VALUE, PSEUDO_MAP_IDX_VALUE ->
          map(i) + "[0]+" + Integer.toUnsignedString(upper);
      case PSEUDO_BTF_ID -> kernelSymbol(i.imm());
      case PSEUDO_FUNC -> "subprog[" + signed(i.imm()) + "]";
      default -> {
        long value = (long) upper << 32 | i.imm() & 0xffffffffL;
        yield "0x" + Long.toHexString(value) + (form == Form.ASSEMBLY ? " ll" : "");
      }
    };
  }

  /** By the time it prints an instruction, the kernel has filled in the address. */
  private String kernelSymbol(int id) {
    long address = form == Form.KERNEL ? names.kernelAddress(id) : 0;
    return address == 0
        ? "ksym[id:" + Integer.toUnsignedString(id) + "]"
        : "0x" + Long.toHexString(address);
  }

  private String map(Instruction i) {
    boolean byIndex = i.src() == PSEUDO_MAP_IDX || i.src() == PSEUDO_MAP_IDX_VALUE;
    String name = byIndex ? null : names.map(i.imm());
    if (name != null) {
      return "map[name:" + name + "]";
    }
    return (byIndex ? "map[idx:" : "map[id:") + Integer.toUnsignedString(i.imm()) + "]";
  }

  private String jump(Instruction i) {
    boolean wide = i.instructionClass() == JMP;
    int operation = operation(i.opcode());
    if (operation == CALL) {
      return i.src() == PSEUDO_CALL
          ? "call pc" + signed(i.imm())
          : "call " + callee(i) + "#" + i.imm();
    }
    switch (i.opcode()) {
      case JMP | JA -> {
        return "goto pc" + signed(i.offset());
      }
      case JMP | JA | X -> {
        return "gotox r" + i.dst();
      }
      case JMP32 | JA -> {
        return "gotol pc" + signed(i.imm());
      }
      case JMP | EXIT -> {
        return "exit";
      }
      case JMP | JCOND -> {
        if (i.src() == 0) {
          return "may_goto pc" + signed(i.offset());
        }
      }
      default -> {}
    }
    String right =
        source(i.opcode()) == X ? register(wide, i.src()) : "0x" + Integer.toHexString(i.imm());
    return "if %s %s %s goto pc%s"
        .formatted(register(wide, i.dst()), JUMPS[operation >> 4], right, signed(i.offset()));
  }

  private String callee(Instruction i) {
    String name =
        switch (i.src()) {
          case CALL_HELPER -> names.helper(i.imm());
          case PSEUDO_KFUNC_CALL -> names.kfunc(i.imm());
          default -> null;
        };
    if (name != null) {
      return name;
    }
    return i.src() == PSEUDO_KFUNC_CALL ? "kernel-function" : "unknown";
  }

  private static String memory(String sign, int opcode, int base, int offset) {
    return "*(" + sign + 8 * bytes(opcode) + " *)(r" + base + " " + signed(offset) + ")";
  }

  private static String register(boolean wide, int number) {
    return wide ? Register.name(number) : Register.name32(number);
  }

  private static String signed(int number) {
    return number < 0 ? Integer.toString(number) : "+" + number;
  }
}
