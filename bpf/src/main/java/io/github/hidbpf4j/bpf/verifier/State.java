package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Register;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the registers and of what was spilled to the stack, at one place of a function.
 * Mutable; copied where it is kept.
 *
 * <p>Registers and spills that hold the same value as each other have the same link, so that what a
 * comparison tells of one holds for all. A link is named after the slot that made the value; when
 * the slot makes another, older copies lose theirs.
 */
final class State {
  /** Bytes of the stack of a function. */
  static final int STACK_BYTES = 512;

  private static final int NO_LINK = -1;

  /** Links of arguments go down from here. */
  private static final int ARGUMENT_LINK = -2;

  private static final Spill[] NONE = {};

  /**
   * Something on the stack.
   *
   * @param offset where, from the frame pointer
   * @param bytes how many it takes
   * @param value what it holds, zero-extended
   */
  private record Spill(int offset, int bytes, Value value, int link) {
    Spill with(Value newValue, int newLink) {
      return new Spill(offset, bytes, newValue, newLink);
    }
  }

  private final Value[] registers;
  private final int[] links;

  /** Few, in no order; replaced, never changed, so that copies share it. */
  private Spill[] spills;

  private State(Value[] registers, int[] links, Spill[] spills) {
    this.registers = registers;
    this.links = links;
    this.spills = spills;
  }

  /** A function at its start: nothing written but the frame pointer. */
  static State atEntry() {
    Value[] registers = new Value[Register.COUNT];
    Arrays.fill(registers, Value.NOT_INIT);
    registers[Register.FRAME_POINTER] = Value.stack(0, 0);
    int[] links = new int[Register.COUNT];
    Arrays.fill(links, NO_LINK);
    return new State(registers, links, NONE);
  }

  State copy() {
    return new State(registers.clone(), links.clone(), spills);
  }

  Value get(int register) {
    return registers[register];
  }

  void set(int register, Value value) {
    registers[register] = value;
    links[register] = NO_LINK;
  }

  /** The register gets a value that this slot made. */
  void define(int register, Value value, int slot) {
    unlink(slot);
    registers[register] = value;
    links[register] = canBeNarrowed(value) ? slot : NO_LINK;
  }

  private static boolean canBeNarrowed(Value value) {
    return value.isNumber() ? !value.isConstant() : value.nullable();
  }

  private void unlink(int slot) {
    for (int r = 0; r < Register.COUNT; r++) {
      if (links[r] == slot) {
        links[r] = NO_LINK;
      }
    }
    relink(slot, s -> s.with(s.value, NO_LINK));
  }

  /** The register is about to be copied in this slot: the copies are to be known as such. */
  private void linkForCopy(int register, int slot) {
    if (links[register] == NO_LINK && canBeNarrowed(registers[register])) {
      unlink(slot);
      links[register] = slot;
    }
  }

  /** The register holds an argument when the function begins. */
  void defineArgument(int register, Value value) {
    define(register, value, ARGUMENT_LINK - register);
  }

  /** The register gets all that another holds, in this slot. */
  void move(int register, int from, int slot) {
    linkForCopy(from, slot);
    registers[register] = registers[from];
    links[register] = links[from];
  }

  /** Whether two registers are known to hold the same. */
  boolean same(int register, int other) {
    return register == other || links[register] != NO_LINK && links[register] == links[other];
  }

  /** A comparison told more about the value of a register. */
  void narrow(int register, Value value) {
    int link = links[register];
    registers[register] = value;
    if (link == NO_LINK) {
      return;
    }
    for (int r = 0; r < Register.COUNT; r++) {
      if (links[r] == link) {
        registers[r] = value;
      }
    }
    relink(link, s -> s.with(value, link));
  }

  private void relink(int link, UnaryOperator<Spill> change) {
    for (int n = 0; n < spills.length; n++) {
      if (spills[n].link == link) {
        spills = spills.clone();
        spills[n] = change.apply(spills[n]);
      }
    }
  }

  /** R1 to R5 are as if never written; R0 too. */
  void clobber() {
    for (int r = Register.R0; r <= Register.R5; r++) {
      set(r, Value.NOT_INIT);
    }
  }

  /**
   * Puts so many bytes at an offset from the frame pointer back into a register.
   *
   * @return false when it is not known what is there
   */
  boolean fill(int register, long offset, int bytes) {
    Spill spill = spilledAt(offset);
    if (spill == null || spill.bytes < bytes) {
      return false;
    }
    if (spill.bytes == bytes) {
      registers[register] = spill.value;
      links[register] = spill.link;
      return true;
    }
    if (!spill.value.isNumber()) {
      return false;
    }
    set(register, low(spill.value, bytes));
    return true;
  }

  private static Value low(Value number, int bytes) {
    long mask = bytes == 8 ? -1 : (1L << 8 * bytes) - 1;
    if (number.isConstant()) {
      return Value.constant(number.min() & mask);
    }
    return Long.compareUnsigned(number.max(), mask) <= 0
        ? Value.range(number.min(), number.max())
        : bytes == 4 ? Value.range(number.lowMin(), number.lowMax()) : Value.range(0, mask);
  }

  /**
   * Notes a value stored at an offset from the frame pointer in this slot; {@code register} -1 when
   * it comes from none.
   */
  void spill(long offset, int bytes, Value value, int register, int slot) {
    if (offset < -STACK_BYTES || offset + bytes > 0 || bytes < 8 && !value.isNumber()) {
      return;
    }
    Value stored = bytes == 8 ? value : low(value, bytes);
    boolean same = stored.equals(value) && register >= 0;
    if (same) {
      linkForCopy(register, slot);
    }
    spills = Arrays.copyOf(spills, spills.length + 1);
    spills[spills.length - 1] =
        new Spill((int) offset, bytes, stored, same ? links[register] : NO_LINK);
  }

  /** Something else is written to so many bytes from the least to the greatest offset. */
  void overwrite(long least, long greatest, int bytes) {
    if (spills.length > 0) {
      spills =
          Arrays.stream(spills)
              .filter(s -> s.offset >= greatest + bytes || s.offset + s.bytes <= least)
              .toArray(Spill[]::new);
    }
  }

  private @Nullable Spill spilledAt(long offset) {
    for (Spill spill : spills) {
      if (spill.offset == offset) {
        return spill;
      }
    }
    return null;
  }

  /** Anybody may have written to the stack. */
  void forgetSpills() {
    spills = NONE;
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
      if (links[r] != NO_LINK && links[r] != o.links[r]) {
        links[r] = NO_LINK;
        changed = true;
      }
    }
    return joinSpills(o, widen) || changed;
  }

  private boolean joinSpills(State o, boolean widen) {
    if (spills.length == 0) {
      return false;
    }
    Spill[] joined = new Spill[spills.length];
    int count = 0;
    boolean changed = false;
    for (Spill mine : spills) {
      Spill other = o.spilledAt(mine.offset);
      if (other == null || other.bytes != mine.bytes) {
        changed = true;
      } else {
        int link = mine.link == other.link ? mine.link : NO_LINK;
        Spill both = mine.with(mine.value.join(other.value, widen), link);
        changed |= !both.equals(mine);
        joined[count++] = both;
      }
    }
    if (changed) {
      spills = Arrays.copyOf(joined, count);
    }
    return changed;
  }

  /** Whether all that the other state allows is allowed by this one. */
  boolean covers(State o) {
    return !copy().join(o, false);
  }
}
