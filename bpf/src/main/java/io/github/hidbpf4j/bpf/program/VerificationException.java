package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;

/**
 * A program that the verifier refused. {@link #getMessage} is one line for its author: program,
 * reason in the kernel's words, slot, source line, what to do. {@link #log} has the instructions up
 * to that slot in the form of the kernel's verifier log.
 */
public final class VerificationException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final String reason;
  private final Errno errno;
  private final int slot;
  private final String log;

  /**
   * Created by the verifier.
   *
   * @param message one line for the program's author
   * @param reason the last line that the kernel would log, word for word
   * @param errno the error of BPF_PROG_LOAD
   * @param slot index of the instruction at fault, or -1 when the program as a whole is at fault
   * @param log the verifier log up to that slot, each line terminated by {@code \n}
   */
  public VerificationException(String message, String reason, Errno errno, int slot, String log) {
    super(message);
    this.reason = reason;
    this.errno = errno;
    this.slot = slot;
    this.log = log;
  }

  /** {@return the last line that the kernel would log, word for word} */
  public String reason() {
    return reason;
  }

  /** {@return the errno with which BPF_PROG_LOAD would fail} */
  public Errno errno() {
    return errno;
  }

  /**
   * {@return slot index of the instruction at fault, or -1 when the program as a whole is at fault}
   */
  public int slot() {
    return slot;
  }

  /** {@return the log, lines terminated by {@code \n}} */
  public String log() {
    return log;
  }
}
