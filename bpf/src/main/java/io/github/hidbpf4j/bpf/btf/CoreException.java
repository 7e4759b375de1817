package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;

/** A CO-RE relocation that cannot be applied; its message starts with {@code relo #N:}. */
public final class CoreException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with a message.
   *
   * @param message what is wrong, on one line
   */
  public CoreException(String message) {
    super(message);
  }
}
