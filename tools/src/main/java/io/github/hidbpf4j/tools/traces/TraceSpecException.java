package io.github.hidbpf4j.tools.traces;

/** An input script says what cannot be done. */
final class TraceSpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TraceSpecException(TraceSpec.Step step, String problem) {
    super("line " + step.line() + ": " + step.word() + ": " + problem);
  }
}
