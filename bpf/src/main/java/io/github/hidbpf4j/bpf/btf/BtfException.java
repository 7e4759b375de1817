package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;

/** Malformed BTF: one line {@code file: BTF ... (offset 0x..): found ..., expected ...}. */
public final class BtfException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with a message.
   *
   * @param message what is wrong, on one line
   */
  public BtfException(String message) {
    super(message);
  }

  /** An error in a named part of a file, at an offset in bytes. */
  static BtfException at(String file, String part, long offset, String found, String expected) {
    return new BtfException(
        "%s: %s (offset 0x%x): found %s, expected %s"
            .formatted(file, part, offset, found, expected));
  }
}
