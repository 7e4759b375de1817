package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.code.Atomic;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Emits loads, stores and atomics on the guarded segment, at {@link Places} and offsets: if HotSpot
 * knows that the sum is in bounds, no check remains, otherwise the segment's own.
 */
final class MemoryEmitter {
  private static final MethodTypeDesc PROBE = MethodTypeDesc.of(Names.LONG, Names.INT, Names.LONG);
  private static final MethodTypeDesc ALIGNED =
      MethodTypeDesc.of(Names.LONG, Names.LONG, Names.INT);
  private static final MethodTypeDesc ACQUIRE =
      MethodTypeDesc.of(Names.LONG, Names.SEGMENT, Names.LONG);
  private static final MethodTypeDesc RELEASE =
      MethodTypeDesc.of(Names.VOID, Names.SEGMENT, Names.LONG, Names.LONG);
  private static final ClassDesc[] LAYOUTS = {
    Names.BYTE_LAYOUT, Names.SHORT_LAYOUT, Names.INT_LAYOUT, Names.LONG_LAYOUT
  };
  private static final String[] LAYOUT_NAMES = {"BYTE", "SHORT", "INT", "LONG"};
  private static final ClassDesc[] VALUES = {
    ConstantDescs.CD_byte, ConstantDescs.CD_short, Names.INT, Names.LONG
  };

  private final CodeBuilder cb;
  private final RegisterLocals registers;
  private final ClassDesc self;
  private final long mask;

  MemoryEmitter(CodeBuilder cb, RegisterLocals registers, ClassDesc self, long mask) {
    this.cb = cb;
    this.registers = registers;
    this.self = self;
    this.mask = mask;
  }

  private void pushSegment() {
    cb.getstatic(self, ProgramCompiler.MEMORY_FIELD, Names.SEGMENT);
  }

  private void pushPlace(int base, int word, int shift) {
    pushSegment();
    cb.getstatic(Names.ARENA, LAYOUT_NAMES[shift], LAYOUTS[shift]);
    registers.pushAccess(base, Word.offset(word));
  }

  void load(int word, Ranges after) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    int shift = Word.sizeShift(op);
    pushPlace(Word.src(word), word, shift);
    cb.invokeinterface(
        Names.SEGMENT,
        "get",
        MethodTypeDesc.of(VALUES[shift], LAYOUTS[shift], ConstantDescs.CD_long));
    switch (op) {
      case Op.LDX8 -> cb.loadConstant(0xff).iand();
      case Op.LDX16 -> cb.loadConstant(0xffff).iand();
      case Op.LDSX8, Op.LDSX16, Op.LDSX32 -> cb.i2l();
      default -> {}
    }
    if (op == Op.LDX64 || op >= Op.LDSX8) {
      registers.popLong(dst, after);
    } else {
      registers.popInt(dst);
    }
  }

  void probe(int word, Ranges after) {
    cb.aload(RegisterLocals.RUN).loadConstant(Word.op(word));
    registers.pushLong(Word.src(word));
    cb.loadConstant((long) Word.offset(word)).ladd();
    cb.invokevirtual(Names.RUN, "probe", PROBE);
    registers.popLong(Word.dst(word), after);
  }

  void store(int word, long immediate) {
    int op = Word.op(word);
    int shift = Word.sizeShift(op);
    boolean register = Word.storesRegister(op);
    pushPlace(Word.dst(word), word, shift);
    if (shift == 3) {
      registers.pushLongOperand(word, immediate, register);
    } else {
      registers.pushIntOperand(word, immediate, register);
      if (shift == 0) {
        cb.i2b();
      } else if (shift == 1) {
        cb.i2s();
      }
    }
    cb.invokeinterface(
        Names.SEGMENT,
        "set",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, LAYOUTS[shift], ConstantDescs.CD_long, VALUES[shift]));
  }

  /** Pushes the segment and the offset of an aligned access, or throws. */
  private void pushAligned(int base, int word) {
    int size = 1 << Word.sizeShift(Word.op(word));
    pushSegment();
    registers.pushLong(base);
    cb.loadConstant((long) Word.offset(word)).ladd().loadConstant(size);
    cb.invokestatic(Names.RUN, "aligned", ALIGNED);
    cb.loadConstant(mask & -size).land().loadConstant((long) ArenaMemory.FRONT_GUARD).ladd();
  }

  void acquire(int word, Ranges after) {
    pushAligned(Word.src(word), word);
    cb.invokestatic(Names.MEMORY, "loadAcquire" + bits(word), ACQUIRE);
    registers.popLong(Word.dst(word), after);
  }

  void release(int word) {
    pushAligned(Word.dst(word), word);
    registers.pushLong(Word.src(word));
    cb.invokestatic(Names.MEMORY, "storeRelease" + bits(word), RELEASE);
  }

  private static int bits(int word) {
    return 8 << Word.sizeShift(Word.op(word));
  }

  void atomic(int word, int operation, Ranges after) {
    String width = Word.op(word) == Op.ATOMIC64 ? "64" : "32";
    pushAligned(Word.dst(word), word);
    boolean exchanges = operation == Atomic.CMPXCHG;
    if (exchanges) {
      registers.pushLong(0);
    }
    registers.pushLong(Word.src(word));
    String name =
        switch (operation & ~Atomic.FETCH) {
          case Atomic.ADD -> "atomicAdd";
          case Atomic.OR -> "atomicOr";
          case Atomic.AND -> "atomicAnd";
          case Atomic.XOR -> "atomicXor";
          default -> exchanges ? "atomicCompareExchange" : "atomicExchange";
        };
    cb.invokestatic(
        Names.MEMORY,
        name + width,
        exchanges
            ? MethodTypeDesc.of(Names.LONG, Names.SEGMENT, Names.LONG, Names.LONG, Names.LONG)
            : MethodTypeDesc.of(Names.LONG, Names.SEGMENT, Names.LONG, Names.LONG));
    if (exchanges) {
      registers.popLong(0, after);
    } else if ((operation & Atomic.FETCH) != 0) {
      registers.popLong(Word.src(word), after);
    } else {
      cb.pop2();
    }
  }
}
