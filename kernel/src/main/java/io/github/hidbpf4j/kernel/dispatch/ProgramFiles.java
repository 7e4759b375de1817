package io.github.hidbpf4j.kernel.dispatch;

import org.jspecify.annotations.Nullable;

/** The loader's file descriptors, as far as kfuncs take and give them. */
public interface ProgramFiles {
  /** Whether there is a program behind a descriptor. */
  boolean isProgram(int fd);

  /**
   * What attaching the program behind a descriptor means; null when it is no program that can be
   * attached to a device.
   *
   * @param flags {@link HidBpfOps#BPF_F_BEFORE} or 0
   */
  @Nullable HidBpfOps attachment(int fd, int hidId, int flags);

  /** A new descriptor of a link; closing it detaches. */
  int link(HidBpfOps ops);
}
