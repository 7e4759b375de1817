package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;

/** The special fields of a type cannot stand together; {@link #errno} is the kernel's answer. */
public final class BtfRecordException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;

  BtfRecordException(Errno errno, String message) {
    super(message + " (-" + errno + ")");
    this.errno = errno;
  }

  /** The kernel's error. */
  public Errno errno() {
    return errno;
  }
}
