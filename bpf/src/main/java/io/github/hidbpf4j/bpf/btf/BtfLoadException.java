package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;

/** BPF_BTF_LOAD rejects an object's BTF; {@link #errno} is the kernel's error. */
public final class BtfLoadException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;

  BtfLoadException(Errno errno, String message) {
    super(message);
    this.errno = errno;
  }

  /** An error in one type, as in the kernel's log: id, kind, name, what is wrong. */
  static BtfLoadException of(Btf btf, int id, Errno errno, String what) {
    BtfType type = btf.type(id);
    String name = type.name().isEmpty() ? "(anon)" : type.name();
    return new BtfLoadException(
        errno,
        "[%d] %s %s %s"
            .formatted(id, BtfKind.name(type).toUpperCase(java.util.Locale.ROOT), name, what));
  }

  static BtfLoadException invalid(Btf btf, int id, String what) {
    return of(btf, id, Errno.EINVAL, what);
  }

  /** {@return the kernel's error} */
  public Errno errno() {
    return errno;
  }
}
