package io.github.hidbpf4j.kernel.dispatch;

import org.jspecify.annotations.Nullable;

/** The loader's file descriptors, for the kfuncs that take and return them. */
public interface ProgramFiles {
  /** Whether there is a program behind a descriptor. */
  boolean isProgram(int fd);

  /**
   * The ops for attaching the program behind a descriptor; null when it is not a program that can
   * be attached to a device.
   *
   * @param flags {@link HidBpfOps#BPF_F_BEFORE} or 0
   */
  @Nullable HidBpfOps attachment(int fd, int hidId, int flags);

  /** A new descriptor of a link; closing it detaches. */
  int link(HidBpfOps ops);
}
