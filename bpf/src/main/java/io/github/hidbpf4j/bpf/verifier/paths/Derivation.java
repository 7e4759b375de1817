package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which a number was computed from one that a node made, by constants alone.
 *
 * @param node what made it, a load, call or immediate; -1 where the way is another
 * @param steps arithmetic and moves since, in order
 * @param range what the verifier knew of the number before the first arithmetic, null for none
 */
public record Derivation(int node, List<Instruction> steps, Operand.@Nullable Bounded range) {
  /** Of this one nothing is known. */
  public static final Derivation UNKNOWN = new Derivation(-1, List.of(), null);

  /** So many values are tried at most: those of a byte. */
  private static final int MOST_VALUES = 256;

  /** What becomes of a value, by the verifier's arithmetic; null where that does not tell. */
  public @Nullable Long of(long value) {
    ScalarAlu alu = new ScalarAlu();
    ScalarValue number = new ScalarValue();
    number.markKnown(value);
    for (Instruction step : steps) {
      int operation = Opcode.operation(step.opcode());
      boolean low32 = step.instructionClass() == Opcode.ALU;
      if (operation != Opcode.MOV) {
        alu.applyImmediate(operation, low32, number, step.imm());
      } else if (Opcode.source(step.opcode()) == Opcode.K) {
        number.markKnown(step.imm());
      }
      if (!number.isConst()) {
        return null;
      }
      if (low32) {
        number.markKnown(Integer.toUnsignedLong((int) number.constValue(false)));
      }
    }
    return number.constValue(false);
  }

  /** What an int that all values of the range become lies between; null where not known. */
  public Operand.@Nullable Bounded results() {
    if (range == null || range.min() < 0 || range.max() >= range.min() + MOST_VALUES) {
      return null;
    }
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (long value = range.min(); value <= range.max(); value++) {
      Long result = of(value);
      if (result == null) {
        return null;
      }
      least = Math.min(least, result.intValue());
      most = Math.max(most, result.intValue());
    }
    return new Operand.Bounded(least, most, least, most);
  }
}
