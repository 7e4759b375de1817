package io.github.hidbpf4j.kernel.finding;

/**
 * A finding about a program.
 *
 * @param kind its kind
 * @param program name of the program or of the struct_ops map
 * @param message what happened, what Linux does there, what to do: one line
 */
public record Finding(FindingKind kind, String program, String message) {
  @Override
  public String toString() {
    return "%s: program '%s': %s".formatted(kind.id(), program, message);
  }
}
