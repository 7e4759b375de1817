package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;

/** Invalid special fields of a type; {@link #errno} is the kernel's error. */
public final class BtfRecordException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;
  private final String what;

  BtfRecordException(Errno errno, String message) {
    super(message + " (-" + errno + ")");
    this.errno = errno;
    this.what = message;
  }

  /** What is wrong, without the error number. */
  String what() {
    return what;
  }

  /** {@return the kernel's error} */
  public Errno errno() {
    return errno;
  }
}
