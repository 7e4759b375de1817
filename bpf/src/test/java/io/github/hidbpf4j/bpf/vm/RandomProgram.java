package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A random program that a verifier could accept and that ends: a list of functions, each a list of
 * units. Jumps lead to any unit, forwards and backwards; those backwards use up fuel. Registers: R6
 * points to {@link #MEMORY} bytes, R9 is the fuel, the others are numbers.
 */
record RandomProgram(List<Function> functions) {
  /** Bytes that R1 points to at the start. */
  static final int MEMORY = 256;

  /** Helper that calls the function in R1 some times, with numbers and the pointer in R2. */
  static final int HELPER_CALLBACK = 100;

  /** Helper that notes its arguments. */
  static final int HELPER_NOTE = 101;

  private static final int[] NUMBERS = {0, 1, 2, 4, 5, 8};
  private static final int[] IMMEDIATES = {
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    63,
    64,
    100,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    0x7fffffff,
    -1,
    -2,
    -8,
    -128,
    -0x8000,
    -0x80000000
  };

  /** Instructions that stay together; a jump among them, if any, leads to another unit. */
  record Unit(List<Instruction> body, int jumpAt, int jumpTo, int callAt, int callee) {
    Unit(Instruction... body) {
      this(List.of(body), -1, -1, -1, -1);
    }
  }

  /** Units; the last one is the exit. */
  record Function(List<Unit> units) {}

  static RandomProgram of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 1 + random.nextInt(3);
    int size = random.nextInt(40) == 0 ? 400 : 4 + random.nextInt(40);
    return new RandomProgram(
        IntStream.range(0, count).mapToObj(f -> function(random, f, count, size)).toList());
  }

  private static Function function(SplittableRandom random, int number, int count, int size) {
    List<Unit> units = new ArrayList<>();
    units.add(
        new Unit(
            movx(6, 1),
            movx(7, number == 0 ? 6 : 2),
            mov(9, number == 0 ? 40 : 3),
            mov(0, immediate(random)),
            mov(1, immediate(random)),
            mov(2, immediate(random)),
            mov(3, immediate(random)),
            mov(4, immediate(random)),
            mov(5, immediate(random)),
            mov(8, immediate(random)),
            mov(7, immediate(random))));
    for (int n = 0; n < size; n++) {
      units.add(unit(random, number, count, units.size(), size + 2));
    }
    units.add(new Unit(exit()));
    return new Function(units);
  }

  private static int immediate(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? random.nextInt()
        : IMMEDIATES[random.nextInt(IMMEDIATES.length)];
  }

  private static int number(SplittableRandom random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static Unit unit(SplittableRandom random, int number, int count, int at, int end) {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> new Unit(arithmetic(random));
      case 7, 8, 9 -> jump(random, at, end);
      case 10, 11 -> access(random, 6, random.nextInt(MEMORY - 7));
      case 12 -> access(random, 10, -8 - random.nextInt(64));
      case 13 -> indexed(random);
      case 14 -> atomic(random);
      case 15 ->
          new Unit(
              List.of(insn(MAY_GOTO, 0, 0, 0, 0)),
              0,
              at + 1 + random.nextInt(end - at - 1),
              -1,
              -1);
      case 16 ->
          number + 1 < count ? localCall(random, number, count) : new Unit(arithmetic(random));
      case 17 -> number == 0 && count > 1 ? callback(random, count) : note(random);
      case 18 -> note(random);
      default -> escaping(random);
    };
  }

  private static Instruction arithmetic(SplittableRandom random) {
    int dst = number(random);
    boolean wide = random.nextBoolean();
    int cls = wide ? 7 : 4;
    boolean register = random.nextInt(3) == 0;
    int operation = random.nextInt(15);
    return switch (operation) {
      case 14 -> {
        int width = 16 << random.nextInt(3);
        int opcode = 0xd0 | (wide ? 7 : 4 | random.nextInt(2) << 3);
        yield insn(opcode, dst, 0, 0, width);
      }
      case 8 -> insn(0x80 | cls, dst, 0, 0, 0);
      case 13 -> {
        int bits = 8 << random.nextInt(wide ? 3 : 2);
        yield insn(0xb8 | cls, dst, number(random), bits, 0);
      }
      case 11 ->
          register
              ? insn(0xb8 | cls, dst, number(random), 0, 0)
              : insn(0xb0 | cls, dst, 0, 0, immediate(random));
      case 6, 7, 12 -> {
        int code = operation << 4 | cls;
        yield register
            ? insn(code | 8, dst, number(random), 0, 0)
            : insn(code, dst, 0, 0, random.nextInt(wide ? 64 : 32));
      }
      default -> {
        int code = operation << 4 | cls;
        boolean divides = operation == 3 || operation == 9;
        int offset = divides ? random.nextInt(2) : 0;
        int imm = immediate(random);
        yield register
            ? insn(code | 8, dst, number(random), offset, 0)
            : insn(code, dst, 0, offset, divides && imm == 0 ? 3 : imm);
      }
    };
  }

  private static Unit jump(SplittableRandom random, int at, int end) {
    int to = 1 + random.nextInt(end - 1);
    int[] conditions = {1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13};
    int code = conditions[random.nextInt(conditions.length)] << 4 | (random.nextBoolean() ? 5 : 6);
    Instruction condition =
        random.nextInt(8) == 0
            ? insn(JA, 0, 0, 0, 0)
            : random.nextInt(3) == 0
                ? insn(code | 8, number(random), number(random), 0, 0)
                : insn(code, number(random), 0, 0, immediate(random));
    if (to > at) {
      return new Unit(List.of(condition), 0, to, -1, -1);
    }
    // Out of fuel: the jump is not taken.
    return new Unit(List.of(insn(JEQ_K, 9, 0, 2, 0), add(9, -1), condition), 2, to, -1, -1);
  }

  private static Unit access(SplittableRandom random, int base, int offset) {
    int size = random.nextInt(4);
    int sizeBits = new int[] {0x10, 0x08, 0x00, 0x18}[size];
    int at = Math.min(offset, base == 10 ? -(1 << size) : MEMORY - 8);
    return switch (random.nextInt(4)) {
      case 0 -> new Unit(insn(0x61 | sizeBits, number(random), base, at, 0));
      case 1 ->
          new Unit(
              size == 3
                  ? insn(0x79, number(random), base, at, 0)
                  : insn(0x81 | sizeBits, number(random), base, at, 0));
      case 2 -> new Unit(insn(0x62 | sizeBits, base, 0, at, immediate(random)));
      default -> new Unit(insn(0x63 | sizeBits, base, number(random), at, 0));
    };
  }

  /** R7 = R6 + (a number & 127), an access through it, R7 = a number. */
  private static Unit indexed(SplittableRandom random) {
    List<Instruction> body = new ArrayList<>();
    body.add(movx(7, number(random)));
    body.add(insn(0x57, 7, 0, 0, 127));
    body.add(addx(7, 6));
    int offset = random.nextInt(100);
    body.addAll(access(random, 7, offset).body());
    body.add(mov(7, 5));
    return new Unit(List.copyOf(body), -1, -1, -1, -1);
  }

  private static Unit atomic(SplittableRandom random) {
    boolean wide = random.nextBoolean();
    int[] operations = {0, 0x40, 0x50, 0xa0, 1, 0x41, 0x51, 0xa1, 0xe1, 0xf1};
    int offset = random.nextInt(MEMORY / 8) * 8;
    if (random.nextInt(3) == 0) {
      int opcode = new int[] {0xd3, 0xcb, 0xc3, 0xdb}[random.nextInt(4)];
      return new Unit(
          random.nextBoolean()
              ? insn(opcode, number(random), 6, offset, 0x100)
              : insn(opcode, 6, number(random), offset, 0x110));
    }
    return new Unit(
        insn(wide ? 0xdb : 0xc3, 6, number(random), offset, operations[random.nextInt(10)]));
  }

  /** What a verifier would forbid to read after a call gets a value. */
  private static List<Instruction> afterCall(SplittableRandom random) {
    return IntStream.rangeClosed(1, 5).mapToObj(r -> mov(r, immediate(random))).toList();
  }

  private static Unit localCall(SplittableRandom random, int number, int count) {
    List<Instruction> body = new ArrayList<>(List.of(movx(1, 6), call(0)));
    body.addAll(afterCall(random));
    return new Unit(List.copyOf(body), -1, -1, 1, number + 1 + random.nextInt(count - number - 1));
  }

  private static Unit callback(SplittableRandom random, int count) {
    List<Instruction> body = new ArrayList<>(load(1, 4, 0, 0));
    body.add(movx(2, 6));
    body.add(helper(HELPER_CALLBACK));
    body.addAll(afterCall(random));
    return new Unit(List.copyOf(body), -1, -1, 0, 1 + random.nextInt(count - 1));
  }

  private static Unit note(SplittableRandom random) {
    List<Instruction> body = new ArrayList<>(List.of(helper(HELPER_NOTE)));
    body.addAll(afterCall(random));
    return new Unit(List.copyOf(body), -1, -1, -1, -1);
  }

  /** An access to the stack through a copy of R10. */
  private static Unit escaping(SplittableRandom random) {
    List<Instruction> body = new ArrayList<>(List.of(movx(7, 10), add(7, -64)));
    body.addAll(access(random, 7, random.nextInt(56)).body());
    body.add(mov(7, 3));
    return new Unit(List.copyOf(body), -1, -1, -1, -1);
  }

  /** The same without one unit; jumps to it lead to the one after it. */
  RandomProgram without(int function, int unit) {
    List<Unit> units = new ArrayList<>();
    List<Unit> old = functions.get(function).units();
    for (int n = 0; n < old.size(); n++) {
      Unit u = old.get(n);
      if (n != unit) {
        int to = u.jumpTo > unit ? u.jumpTo - 1 : u.jumpTo;
        units.add(new Unit(u.body, u.jumpAt, to, u.callAt, u.callee));
      }
    }
    List<Function> all = new ArrayList<>(functions);
    all.set(function, new Function(List.copyOf(units)));
    return new RandomProgram(List.copyOf(all));
  }

  VerifiedProgram assemble() {
    List<Instruction> slots = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    List<int[]> places = new ArrayList<>();
    int at = 0;
    for (Function f : functions) {
      starts.add(at);
      int[] place = new int[f.units.size()];
      for (int n = 0; n < place.length; n++) {
        place[n] = at;
        at += f.units.get(n).body.size();
      }
      places.add(place);
    }
    for (int f = 0; f < functions.size(); f++) {
      List<Unit> units = functions.get(f).units;
      for (int n = 0; n < units.size(); n++) {
        Unit u = units.get(n);
        for (int i = 0; i < u.body.size(); i++) {
          Instruction insn = u.body.get(i);
          int slot = slots.size();
          if (i == u.jumpAt) {
            insn = insn.withOffset(places.get(f)[u.jumpTo] - slot - 1);
          } else if (i == u.callAt) {
            insn = insn.withImm(starts.get(u.callee) - slot - 1);
          }
          slots.add(insn);
        }
      }
    }
    return program("random", slots, starts, null, new java.util.BitSet());
  }
}
