package io.github.hidbpf4j.kernel.analysis;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the paths of a program from one of its functions on, with what is known of its values. A
 * path ends where it was before with the same knowledge; the whole, after so many instructions:
 * what a walk says is then not complete.
 */
final class Walk {
  private static final int BUDGET = 300_000;
  private static final int VISITS = 400;
  private static final int MAX_DEPTH = 8;

  /** Sees what paths do. */
  interface Watcher {
    /** Before a call of a helper or kernel function. */
    default void call(PathState s, @Nullable KernelFunction function) {}

    /** After it, with its result in R0. */
    default void called(PathState s, int slot, @Nullable KernelFunction function) {}

    /** A read through a pointer, before it. */
    default void load(PathState s, Pointer from, int size) {}

    /** A write, before it. */
    default void store(PathState s, Pointer to, int size, Value value) {}

    /** A value decides a branch, or goes where it is not followed. */
    default void used(Value value) {}

    /** A branch is open; asked of each way, with what is compared. */
    default void branched(PathState s, Value left, Value right) {}

    /** A comparison told more about a number. */
    default void learned(PathState s, Scalar now) {}

    /** The function that the walk began with returns. */
    default void exit(PathState s) {}

    /** Whether to go on with this path; asked before each instruction. */
    default boolean goOn(PathState s) {
      return true;
    }
  }

  private final Code code;
  private final Watcher watcher;
  private final Calls calls;

  /** What is taken for granted of calls. */
  enum Assume {
    /** Nothing. */
    NOTHING,
    /**
     * In a hook: that they succeed, where failing is no way for a program to tell reports apart.
     */
    HOOK_SUCCEEDS,
    /** In a callback, where it is what is put off that tells what to do. */
    CALLBACK_SUCCEEDS
  }

  private final Assume assume;
  private final Set<PathState> seen = new HashSet<>();
  private final List<PathState> pending = new ArrayList<>();
  private final int[] visits;

  Walk(Code code, Watcher watcher, Assume assume) {
    this.code = code;
    this.watcher = watcher;
    this.assume = assume;
    this.calls = new Calls(code, watcher);
    this.visits = new int[code.size()];
  }

  /** Follows all paths from this state on; false when there are too many. */
  boolean run(PathState start) {
    pending.add(start);
    int left = BUDGET;
    while (!pending.isEmpty()) {
      PathState s = pending.removeLast();
      while (s != null) {
        if (--left < 0) {
          return false;
        }
        s = watcher.goOn(s) ? step(s) : null;
      }
    }
    return true;
  }

  /** One instruction; null when the path ends. */
  private @Nullable PathState step(PathState s) {
    int slot = s.pc;
    if (slot < 0 || slot >= code.size()) {
      return null;
    }
    Instruction i = code.at(slot);
    switch (i.instructionClass()) {
      case LD -> {
        if (i.opcode() != LD_IMM64) {
          s.registers[0] = Value.Scalar.UNKNOWN;
          s.pc++;
          return s;
        }
        s.registers[i.dst()] = wide(i, slot);
        s.pc += 2;
      }
      case LDX -> {
        s.registers[i.dst()] = load(s, i);
        s.pc++;
      }
      case ST, STX -> {
        store(s, i);
        s.pc++;
      }
      case ALU, ALU64 -> {
        Arithmetic.apply(s, i, slot);
        s.pc++;
      }
      default -> {
        return jump(s, i, slot);
      }
    }
    return s;
  }

  private Value wide(Instruction i, int slot) {
    long upper = code.at(slot + 1).imm();
    return switch (i.src()) {
      case PSEUDO_MAP_FD ->
          code.isMapIndex(i.imm())
              ? Value.pointer(Region.MAP, code.map(i.imm()).name(), 0)
              : Value.Scalar.UNKNOWN;
      case PSEUDO_MAP_VALUE ->
          code.isMapIndex(i.imm())
              ? Value.pointer(Region.MAP_VALUE, code.map(i.imm()).name(), upper)
              : Value.Scalar.UNKNOWN;
      case PSEUDO_FUNC -> Value.pointer(Region.FUNCTION, "", slot + 1L + i.imm());
      // A function or variable that the kernel has: never NULL.
      case PSEUDO_BTF_ID -> Value.pointer(Region.OTHER, "", 0);
      case 0 -> Value.constant(upper << 32 | (i.imm() & 0xffff_ffffL));
      default -> Value.Scalar.UNKNOWN;
    };
  }

  // ---- memory

  private Value load(PathState s, Instruction i) {
    int size = bytes(i.opcode());
    if (!(s.registers[i.src()] instanceof Pointer base)) {
      return unknown(s, size, i);
    }
    Pointer from = base.plus(i.offset());
    watcher.load(s, from, size);
    return switch (from.region()) {
      case STACK -> {
        Value v = s.load(from.offset(), size);
        yield v.equals(Value.Scalar.UNKNOWN) ? unknown(s, size, i) : v;
      }
      case ARGUMENTS -> {
        Value v = s.load(Hooks.ARGUMENTS_AT + from.offset(), size);
        yield v.equals(Value.Scalar.UNKNOWN) ? unknown(s, size, i) : v;
      }
      case DATA -> {
        Value v =
            from.offset() == Value.ANYWHERE
                ? Value.Scalar.UNKNOWN
                : s.load(Hooks.DATA_AT + from.offset(), size);
        yield v.equals(Value.Scalar.UNKNOWN) ? unknown(s, size, i) : v;
      }
      case MAP_VALUE -> {
        Long constant = constant(from, size);
        yield constant == null ? unknown(s, size, i) : Value.constant(constant);
      }
      default -> unknown(s, size, i);
    };
  }

  private static Scalar unknown(PathState s, int size, Instruction i) {
    boolean signed = mode(i.opcode()) == MEMSX;
    int id = s.pc * 16 + s.depth();
    return size == 8
        ? new Scalar(id, Long.MIN_VALUE, Long.MAX_VALUE, -1)
        : signed
            ? new Scalar(id, -1L << 8 * size - 1, (1L << 8 * size - 1) - 1, -1)
            : new Scalar(id, 0, (1L << 8 * size) - 1, -1);
  }

  /** What a map that nobody can change holds. */
  private @Nullable Long constant(Pointer from, int size) {
    for (MapSpec map : code.program().maps()) {
      if (map.name().equals(from.map())
          && map.frozen()
          && from.offset() >= 0
          && from.offset() + size <= map.valueSize()) {
        long value = 0;
        for (int b = size - 1; b >= 0; b--) {
          value = value << 8 | map.initialByte((int) from.offset() + b);
        }
        return value;
      }
    }
    return null;
  }

  private void store(PathState s, Instruction i) {
    int size = bytes(i.opcode());
    boolean atomic = i.instructionClass() == STX && mode(i.opcode()) == ATOMIC;
    Value value = i.instructionClass() == ST ? Value.constant(i.imm()) : s.registers[i.src()];
    if (s.registers[i.dst()] instanceof Pointer base) {
      Pointer to = base.plus(i.offset());
      if (atomic) {
        watcher.load(s, to, size);
        watcher.used(value);
      } else {
        watcher.store(s, to, size, value);
      }
      switch (to.region()) {
        case STACK -> s.store(to.offset(), size, atomic ? Value.Scalar.UNKNOWN : value);
        case DATA -> {
          if (to.offset() == Value.ANYWHERE) {
            s.forget(Hooks.DATA_AT, Value.FRAME);
          } else {
            s.store(Hooks.DATA_AT + to.offset(), size, atomic ? Value.Scalar.UNKNOWN : value);
          }
        }
        default -> {}
      }
    } else {
      watcher.used(value);
    }
    if (atomic) {
      if ((i.imm() & FETCH) != 0) {
        s.registers[i.imm() == CMPXCHG ? 0 : i.src()] = Value.Scalar.UNKNOWN;
      }
    }
  }

  // ---- jumps

  private @Nullable PathState jump(PathState s, Instruction i, int slot) {
    boolean is32 = i.instructionClass() == JMP32;
    switch (operation(i.opcode())) {
      case JA -> {
        s.pc = slot + 1 + (is32 ? i.imm() : i.offset());
        return fresh(s);
      }
      case CALL -> {
        return call(s, i, slot);
      }
      case EXIT -> {
        if (s.depth() > 0) {
          return s.leave() ? s : null;
        }
        watcher.exit(s);
        return null;
      }
      case JCOND -> {
        PathState other = s.copy();
        other.pc = slot + 1 + i.offset();
        push(other);
        s.pc++;
        return fresh(s);
      }
      default -> {
        return branch(s, i, slot, is32);
      }
    }
  }

  private @Nullable PathState branch(PathState s, Instruction i, int slot, boolean is32) {
    Value left = s.registers[i.dst()];
    Value right = source(i.opcode()) == X ? s.registers[i.src()] : Value.constant(i.imm());
    watcher.used(left);
    watcher.used(right);
    int operation = operation(i.opcode());
    Boolean decided = Comparison.decide(operation, is32, left, right);
    PathState taken = decided == null || decided ? s.copy() : null;
    PathState straight = decided == null || !decided ? s : null;
    if (taken != null) {
      Comparison.learn(taken, operation, is32, left, right, true, watcher);
      taken.pc = slot + 1 + i.offset();
    }
    if (straight != null) {
      Comparison.learn(straight, operation, is32, left, right, false, watcher);
      straight.pc = slot + 1;
    }
    if (taken != null && straight != null) {
      watcher.branched(taken, left, right);
      watcher.branched(straight, left, right);
      push(taken);
    }
    PathState next = straight != null ? straight : taken;
    return next == null ? null : fresh(next);
  }

  private void push(PathState s) {
    PathState next = fresh(s);
    if (next != null) {
      pending.add(next);
    }
  }

  /** The state where paths meet, or null when one was there with the same knowledge. */
  private @Nullable PathState fresh(PathState s) {
    if (s.pc < 0 || s.pc >= visits.length) {
      return null;
    }
    if (++visits[s.pc] > VISITS) {
      // A loop that counts: what it counts is not of interest.
      s.replace(
          v -> v instanceof Scalar c && c.isConstant() && c.id() < 0 ? Value.Scalar.UNKNOWN : v);
    }
    return seen.add(s.copy()) ? s : null;
  }

  private @Nullable PathState call(PathState s, Instruction i, int slot) {
    if (i.src() == PSEUDO_CALL) {
      if (s.depth() >= MAX_DEPTH) {
        return null;
      }
      s.enter(slot + 1 + i.imm());
      return s;
    }
    @Nullable KernelFunction function = code.called(i);
    watcher.call(s, function);
    calls.apply(s, slot, function, assume);
    watcher.called(s, slot, function);
    s.pc++;
    return s;
  }
}
