package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs on numbers, run concretely: wherever a run gets, the analysis has a state that
 * allows its registers. Dead code is taken out on the strength of this.
 */
class FlowSoundnessTest {
  private static final String[] OPERATIONS = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "%=", "^=", "=", "s>>=", "s/=", "s%="
  };
  private static final String[] COMPARISONS = {
    "==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"
  };
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    5,
    7,
    8,
    31,
    63,
    64,
    100,
    255,
    256,
    65535,
    0x7fffffffL,
    -1,
    -2,
    -5,
    -128,
    -256,
    -0x80000000L
  };
  private static final int STEPS = 400;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void everyRunIsCovered(int statesApart) {
    for (long seed = 0; seed < 1500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = program(random);
      LinkedProgram program = new Spec(text).program();
      ApiProfile raw = TestPrograms.RAW;
      try {
        Structure structure = Structure.of(program);
        Calls calls = new Calls(program, raw, Implementations.ALL);
        Transfer transfer = new Transfer(program, raw, calls);
        Flow flow = new Flow(program, structure, transfer, calls, statesApart);
        for (int run = 0; run < 8; run++) {
          long input = run < 4 ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
          follow(
              program.instructions(),
              flow,
              input,
              "seed " + seed + ", input " + input + ": " + text);
        }
      } catch (Refusal refusal) {
        assertThat(refusal.reason()).as("seed %s: %s", seed, text).startsWith("unreachable insn");
      }
    }
  }

  private static String program(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < 6; r++) {
      if (r != 2) {
        text.append("r").append(r).append(" = ").append(number(random)).append('\n');
      }
    }
    if (random.nextBoolean()) {
      text.insert(0, "r2 = *(u64 *)(r1 +0)\n");
    }
    int length = 12 + random.nextInt(12);
    for (int n = 0; n < length; n++) {
      if (random.nextInt(4) == 0) {
        text.append("l").append(n).append(": ");
        comparison(random, text).append(" goto l").append(random.nextInt(length + 1)).append('\n');
      } else {
        text.append("l").append(n).append(": ");
        arithmetic(random, text).append('\n');
      }
    }
    return text.append("l").append(length).append(": exit").toString();
  }

  private static long number(SplittableRandom random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static StringBuilder comparison(SplittableRandom random, StringBuilder text) {
    char width = random.nextBoolean() ? 'r' : 'w';
    text.append("if ").append(width).append(random.nextInt(6)).append(' ');
    text.append(COMPARISONS[random.nextInt(COMPARISONS.length)]).append(' ');
    return random.nextInt(3) == 0
        ? text.append(width).append(random.nextInt(6))
        : text.append(number(random));
  }

  private static StringBuilder arithmetic(SplittableRandom random, StringBuilder text) {
    int dst = random.nextInt(6);
    int bytes = 1 << random.nextInt(4);
    int offset = bytes * (random.nextInt(16 / bytes) - 16 / bytes);
    return switch (random.nextInt(11)) {
      case 8 ->
          text.append("*(u%d *)(r10 %+d) = r%d".formatted(8 * bytes, offset, random.nextInt(6)));
      case 9 ->
          text.append("*(u%d *)(r10 %+d) = %d".formatted(8 * bytes, offset, random.nextInt(-9, 9)));
      case 10 -> text.append("r%d = *(u%d *)(r10 %+d)".formatted(dst, 8 * bytes, offset));
      case 7 -> text.append("r%d = r%d".formatted(dst, random.nextInt(6)));
      case 0 ->
          text.append("r%d = (s%d)r%d".formatted(dst, 8 << random.nextInt(3), random.nextInt(6)));
      case 1 -> {
        String[] kinds = {"be16", "be32", "le16", "le32", "bswap64", "bswap16"};
        yield text.append("r%d = %s r%d".formatted(dst, kinds[random.nextInt(6)], dst));
      }
      default -> {
        char width = random.nextBoolean() ? 'r' : 'w';
        String operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        text.append(width).append(dst).append(' ').append(operation).append(' ');
        boolean shift = operation.contains(">>") || operation.contains("<<");
        boolean divides = operation.contains("/") || operation.contains("%");
        if (random.nextInt(3) == 0) {
          yield text.append(width).append(random.nextInt(6));
        }
        yield text.append(
            shift ? random.nextInt(32) : divides ? 1 + random.nextInt(9) : number(random));
      }
    };
  }

  private static void follow(List<Instruction> slots, Flow flow, long input, String what) {
    long[] regs = new long[11];
    regs[2] = input;
    byte[] stack = new byte[16];
    ByteBuffer memory = ByteBuffer.wrap(stack).order(ByteOrder.LITTLE_ENDIAN);
    int slot = 0;
    for (int step = 0; step < STEPS; step++) {
      int at = slot;
      if (flow.blockStarts().get(slot)) {
        assertThat(flow.statesAt(slot).stream().anyMatch(s -> allows(s, regs)))
            .as("%s, slot %s: %s", what, at, Arrays.toString(regs))
            .isTrue();
      }
      Instruction i = slots.get(slot);
      if (i.opcode() == 0x95) {
        return;
      }
      if (Structure.isBranch(i)) {
        slot = jumps(i, regs) ? (int) Structure.target(slot, i) : slot + 1;
      } else {
        switch (i.instructionClass()) {
          case Opcode.LDX ->
              regs[i.dst()] = i.src() == 1 ? input : load(memory, i.offset() + 16, i.opcode());
          case Opcode.ST -> store(memory, i.offset() + 16, i.opcode(), i.imm());
          case Opcode.STX -> store(memory, i.offset() + 16, i.opcode(), regs[i.src()]);
          case Opcode.LD -> throw new AssertionError("not generated");
          default -> regs[i.dst()] = computed(i, regs);
        }
        slot++;
      }
    }
  }

  private static long load(ByteBuffer memory, int at, int opcode) {
    return switch (Opcode.bytes(opcode)) {
      case 1 -> memory.get(at) & 0xffL;
      case 2 -> memory.getShort(at) & 0xffffL;
      case 4 -> memory.getInt(at) & 0xffffffffL;
      default -> memory.getLong(at);
    };
  }

  private static void store(ByteBuffer memory, int at, int opcode, long value) {
    switch (Opcode.bytes(opcode)) {
      case 1 -> memory.put(at, (byte) value);
      case 2 -> memory.putShort(at, (short) value);
      case 4 -> memory.putInt(at, (int) value);
      default -> memory.putLong(at, value);
    }
  }

  private static boolean allows(State state, long[] regs) {
    for (int r = 0; r < 6; r++) {
      Value v = state.get(r);
      boolean inside =
          Long.compareUnsigned(v.min(), regs[r]) <= 0
              && Long.compareUnsigned(regs[r], v.max()) <= 0;
      if (v.isNumber() && !inside) {
        return false;
      }
    }
    return true;
  }

  private static long operand(Instruction i, long[] regs) {
    return Opcode.source(i.opcode()) == Opcode.X ? regs[i.src()] : i.imm();
  }

  private static boolean jumps(Instruction i, long[] regs) {
    boolean narrow = i.instructionClass() == Opcode.JMP32;
    long a = narrow ? (int) regs[i.dst()] : regs[i.dst()];
    long b = narrow ? (int) operand(i, regs) : operand(i, regs);
    // sign extension keeps unsigned order among 32-bit numbers
    return switch (Opcode.operation(i.opcode())) {
      case Opcode.JEQ -> a == b;
      case Opcode.JNE -> a != b;
      case Opcode.JGT -> Long.compareUnsigned(a, b) > 0;
      case Opcode.JGE -> Long.compareUnsigned(a, b) >= 0;
      case Opcode.JLT -> Long.compareUnsigned(a, b) < 0;
      case Opcode.JLE -> Long.compareUnsigned(a, b) <= 0;
      case Opcode.JSGT -> a > b;
      case Opcode.JSGE -> a >= b;
      case Opcode.JSLT -> a < b;
      case Opcode.JSLE -> a <= b;
      default -> (a & b) != 0;
    };
  }

  private static long computed(Instruction i, long[] regs) {
    long a = regs[i.dst()];
    int operation = Opcode.operation(i.opcode());
    if (operation == Opcode.END) {
      boolean le = i.instructionClass() == Opcode.ALU && Opcode.source(i.opcode()) == 0;
      return switch (i.imm()) {
        case 16 -> (le ? (short) a : Short.reverseBytes((short) a)) & 0xffffL;
        case 32 -> (le ? (int) a : Integer.reverseBytes((int) a)) & 0xffffffffL;
        default -> le ? a : Long.reverseBytes(a);
      };
    }
    long b = operand(i, regs);
    if (operation == Opcode.MOV && i.offset() != 0) {
      b =
          switch (i.offset()) {
            case 8 -> (byte) b;
            case 16 -> (short) b;
            default -> (int) b;
          };
    }
    return i.instructionClass() == Opcode.ALU64
        ? wide(operation, i.offset() == 1, a, b)
        : narrow(operation, i.offset() == 1, (int) a, (int) b) & 0xffffffffL;
  }

  private static long wide(int operation, boolean signed, long a, long b) {
    return switch (operation) {
      case Opcode.ADD -> a + b;
      case Opcode.SUB -> a - b;
      case Opcode.MUL -> a * b;
      case Opcode.DIV -> b == 0 ? 0 : signed ? a / b : Long.divideUnsigned(a, b);
      case Opcode.MOD -> b == 0 ? a : signed ? a % b : Long.remainderUnsigned(a, b);
      case Opcode.OR -> a | b;
      case Opcode.AND -> a & b;
      case Opcode.XOR -> a ^ b;
      case Opcode.LSH -> a << b;
      case Opcode.RSH -> a >>> b;
      case Opcode.ARSH -> a >> b;
      default -> b;
    };
  }

  private static int narrow(int operation, boolean signed, int a, int b) {
    return switch (operation) {
      case Opcode.ADD -> a + b;
      case Opcode.SUB -> a - b;
      case Opcode.MUL -> a * b;
      case Opcode.DIV -> b == 0 ? 0 : signed ? a / b : Integer.divideUnsigned(a, b);
      case Opcode.MOD -> b == 0 ? a : signed ? a % b : Integer.remainderUnsigned(a, b);
      case Opcode.OR -> a | b;
      case Opcode.AND -> a & b;
      case Opcode.XOR -> a ^ b;
      case Opcode.LSH -> a << b;
      case Opcode.RSH -> a >>> b;
      case Opcode.ARSH -> a >> b;
      default -> b;
    };
  }
}
