package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which a number was computed from the result of a node, using only constants.
 *
 * @param node the load, call or immediate that produced the start value; -1 if it was computed
 *     otherwise
 * @param steps arithmetic and moves since then, in order
 * @param range what the verifier knew of the number before the first arithmetic, null if unknown
 */
public record Derivation(int node, List<Instruction> steps, Operand.@Nullable Bounded range) {
  /** Unknown derivation. */
  public static final Derivation UNKNOWN = new Derivation(-1, List.of(), null);

  /** Maximum number of values tried: those of a byte. */
  private static final int MOST_VALUES = 256;

  /** The result for a start value, by the verifier's arithmetic; null when unknown. */
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

  /** Bounds of the results for all values of the range, if they are ints; null when unknown. */
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
