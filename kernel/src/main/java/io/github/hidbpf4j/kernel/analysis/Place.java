package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.Nullable;

/**
 * An instruction of a program.
 *
 * @param program the program
 * @param slot the instruction's slot
 */
public record Place(AnalyzedProgram program, int slot) {
  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Place that && that.slot == slot && that.program.equals(program);
  }

  @Override
  public int hashCode() {
    return 31 * program.hashCode() + slot;
  }

  /** {@code file.c:12}, or the slot where there is no line info. */
  @Override
  public String toString() {
    return program.where(slot);
  }
}
