package io.github.hidbpf4j.tools.traces;

/** Thrown when an input script contains something that cannot be done. */
final class TraceSpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TraceSpecException(TraceSpec.Step step, String problem) {
    super("line " + step.line() + ": " + step.word() + ": " + problem);
  }
}
