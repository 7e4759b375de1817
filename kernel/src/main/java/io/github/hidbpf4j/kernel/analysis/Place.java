package io.github.hidbpf4j.kernel.analysis;

/**
 * An instruction of a program.
 *
 * @param program whose
 * @param slot its number
 */
public record Place(AnalyzedProgram program, int slot) {
  /** {@code file.c:12}, or the slot where there is no line info. */
  @Override
  public String toString() {
    return program.where(slot);
  }
}
