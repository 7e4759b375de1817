package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Register;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the registers and of what was spilled to the stack, at one place of a function.
 * Mutable; copied where it is kept.
 */
final class State {
  /** Bytes of the stack of a function. */
  static final int STACK_BYTES = 512;

  private static final int WORDS = STACK_BYTES / 8;

  private final Value[] registers;

  /** Spilled registers by word, from the frame pointer down; null where it is just memory. */
  private @Nullable Value @Nullable [] spills;

  private State(Value[] registers, @Nullable Value @Nullable [] spills) {
    this.registers = registers;
    this.spills = spills;
  }

  /** A function at its start: nothing written but the frame pointer. */
  static State atEntry() {
    Value[] registers = new Value[Register.COUNT];
    Arrays.fill(registers, Value.NOT_INIT);
    registers[Register.FRAME_POINTER] = Value.stack(0, 0);
    return new State(registers, null);
  }

  State copy() {
    @Nullable Value[] spilled = spills;
    return new State(registers.clone(), spilled == null ? null : spilled.clone());
  }

  Value get(int register) {
    return registers[register];
  }

  void set(int register, Value value) {
    registers[register] = value;
  }

  /** R1 to R5 are as if never written; R0 too. */
  void clobber() {
    for (int r = Register.R0; r <= Register.R5; r++) {
      registers[r] = Value.NOT_INIT;
    }
  }

  /** The register spilled at an offset from the frame pointer, or LOADED. */
  Value spilled(long offset) {
    if (spills != null && offset < 0 && offset >= -STACK_BYTES && offset % 8 == 0) {
      Value value = spills[word(offset)];
      if (value != null) {
        return value;
      }
    }
    return Value.LOADED;
  }

  void spill(long offset, Value value) {
    if (offset >= 0 || offset < -STACK_BYTES || offset % 8 != 0) {
      return;
    }
    if (spills == null) {
      spills = new Value[WORDS];
    }
    spills[word(offset)] = value;
  }

  /** Something else is written to so many bytes from the least to the greatest offset. */
  void overwrite(long least, long greatest, int bytes) {
    if (spills == null) {
      return;
    }
    long from = Math.max(least, -STACK_BYTES);
    long to = Math.min(greatest + bytes - 1, -1);
    for (long at = from; at <= to; at = (at & -8) + 8) {
      spills[word(at)] = null;
    }
  }

  /** Anybody may have written to the stack. */
  void forgetSpills() {
    spills = null;
  }

  private static int word(long offset) {
    return (int) ((-offset - 1) / 8);
  }

  /** Takes in another state; whether this one changed. */
  boolean join(State o, boolean widen) {
    boolean changed = false;
    for (int r = 0; r < Register.COUNT; r++) {
      Value joined = registers[r].join(o.registers[r], widen);
      if (!joined.equals(registers[r])) {
        registers[r] = joined;
        changed = true;
      }
    }
    if (spills != null) {
      for (int w = 0; w < WORDS; w++) {
        Value mine = spills[w];
        if (mine != null) {
          Value other = o.spills == null ? null : o.spills[w];
          Value joined = other == null ? null : mine.join(other, widen);
          if (!mine.equals(joined)) {
            spills[w] = joined;
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  /** Whether all that the other state allows is allowed by this one. */
  boolean covers(State o) {
    return !copy().join(o, false);
  }
}
