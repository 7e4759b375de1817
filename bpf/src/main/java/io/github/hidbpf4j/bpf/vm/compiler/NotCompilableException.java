package io.github.hidbpf4j.bpf.vm.compiler;

/** A program that stays with the interpreter; the message says why. */
public final class NotCompilableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with the reason, in a few words. */
  public NotCompilableException(String why) {
    super(why);
  }
}
