package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import io.github.hidbpf4j.tools.fuzz.Facts.Scalar;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A function under construction: code, the facts at its current end, choices of registers. */
final class Writer {
  static final int FP = 10;
  private static final int CALLEE_SAVED = 6;

  private static final int[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    31,
    32,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    0x10000,
    0x7fff_ffff,
    0x8000_0000,
    0x8000_0001,
    -1,
    -2,
    -3,
    -8,
    -128,
    -129,
    -256,
    -0x8000,
    -0x10000
  };
  private static final int[] SIZES = {Opcode.B, Opcode.H, Opcode.W, Opcode.DW};

  final Code code;
  final SplittableRandom random;
  Facts facts = new Facts();

  /** Registers that statements may read but not write. */
  final BitSet pinned = new BitSet();

  /** Number of loops around the current place. */
  int loops;

  /** Number of open iterators, which a jump to the end of the function would leak. */
  int iterators;

  private final Map<Integer, Facts> atLabels = new HashMap<>();

  private final ApiProfile profile;

  /** Creates a writer of one function for a kernel. */
  Writer(Code code, SplittableRandom random, ApiProfile profile) {
    this.code = code;
    this.random = random;
    this.profile = profile;
  }

  /** Whether the kernel has this rule. */
  boolean has(VerifierRule rule) {
    return profile.has(rule);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** By how much something is made wrong, which is rare. */
  int slip() {
    return oneIn(25) ? 1 : 0;
  }

  int number() {
    return switch (below(4)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(-20, 21);
      case 2 -> 1 << below(32);
      default -> NUMBERS[below(NUMBERS.length)];
    };
  }

  long number64() {
    return switch (below(5)) {
      case 0 -> random.nextLong();
      case 1 -> 1L << below(64);
      case 2 -> (1L << below(64)) - 1;
      case 3 -> random.nextLong() >> below(64);
      default -> (1L << 32) + number();
    };
  }

  int size() {
    return SIZES[below(SIZES.length)];
  }

  /** A writable register; rarely one with a pointer. */
  int target() {
    int chosen = -1;
    for (int attempt = 0; attempt < 8; attempt++) {
      int r = below(Facts.REGISTERS);
      if (pinned.get(r)) {
        continue;
      }
      chosen = r;
      Fact fact = facts.registers[r];
      if (fact == null || fact instanceof Scalar || oneIn(12)) {
        break;
      }
    }
    return chosen < 0 ? 0 : chosen;
  }

  /** One of R6 to R9 that can be pinned, or -1. */
  int saved() {
    int start = below(4);
    for (int i = 0; i < 4; i++) {
      int r = CALLEE_SAVED + (start + i & 3);
      if (!pinned.get(r) && !(facts.registers[r] instanceof Facts.Context)) {
        return r;
      }
    }
    return -1;
  }

  /** A register with a number; creates one if there is none. */
  int scalar() {
    int start = below(Facts.REGISTERS);
    for (int i = 0; i < Facts.REGISTERS; i++) {
      int r = (start + i) % Facts.REGISTERS;
      if (facts.isNumber(r)) {
        return r;
      }
    }
    return fresh();
  }

  /** A writable register with a number. */
  int writableScalar() {
    int start = below(Facts.REGISTERS);
    for (int i = 0; i < Facts.REGISTERS; i++) {
      int r = (start + i) % Facts.REGISTERS;
      if (facts.isNumber(r) && !pinned.get(r)) {
        return r;
      }
    }
    return fresh();
  }

  private int fresh() {
    int r = target();
    code.mov(r, number());
    facts.set(r, Facts.ANY);
    return r;
  }

  /** A register with this kind of fact, or -1. */
  int with(Class<? extends Fact> kind) {
    int start = below(Facts.REGISTERS);
    for (int i = 0; i < Facts.REGISTERS; i++) {
      int r = (start + i) % Facts.REGISTERS;
      if (kind.isInstance(facts.registers[r])) {
        return r;
      }
    }
    return -1;
  }

  void jump(int opcode, int dst, int src, int imm, int label) {
    if ((opcode & 7) == Opcode.JMP32) {
      code.has(Feature.JMP32);
    }
    code.jump(opcode, dst, src, imm, label);
    Facts known = atLabels.get(label);
    if (known == null) {
      atLabels.put(label, facts.copy());
    } else {
      known.meet(facts);
    }
  }

  void goTo(int label) {
    jump(Opcode.JMP | Opcode.JA, 0, 0, 0, label);
  }

  /** Continues the paths that jumped here and the one from above. */
  void place(int label) {
    code.place(label);
    Facts known = atLabels.remove(label);
    if (known != null) {
      facts.meet(known);
    }
  }

  /** Continues only the paths that jumped here. */
  void placeAfterJump(int label) {
    code.place(label);
    Facts known = atLabels.remove(label);
    facts = known == null ? new Facts() : known;
  }

  /** A comparison of a number that jumps to a label. */
  void compare(int label) {
    int[] operations = {
      Opcode.JEQ,
      Opcode.JNE,
      Opcode.JGT,
      Opcode.JGE,
      Opcode.JLT,
      Opcode.JLE,
      Opcode.JSGT,
      Opcode.JSGE,
      Opcode.JSLT,
      Opcode.JSLE,
      Opcode.JSET
    };
    int operation = operations[below(operations.length)];
    int cls = oneIn(2) ? Opcode.JMP : Opcode.JMP32;
    int dst = scalar();
    if (oneIn(3)) {
      jump(cls | operation | Opcode.X, dst, scalar(), 0, label);
    } else {
      jump(cls | operation | Opcode.K, dst, 0, number(), label);
    }
  }

  void setNumber(int register) {
    facts.set(register, Facts.ANY);
  }

  /** Forgets the facts of a label; returns them. */
  @Nullable Facts forget(int label) {
    return atLabels.remove(label);
  }
}
