package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;

/** The special fields of a type cannot be combined; {@link #errno} is the kernel's answer. */
public final class BtfRecordException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;
  private final String what;

  BtfRecordException(Errno errno, String message) {
    super(message + " (-" + errno + ")");
    this.errno = errno;
    this.what = message;
  }

  /** What is wrong, without the error. */
  String what() {
    return what;
  }

  /** {@return the kernel's error} */
  public Errno errno() {
    return errno;
  }
}
