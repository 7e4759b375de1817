package io.github.hidbpf4j.bpf.memory;

import io.github.hidbpf4j.bpf.BpfException;

/** The arena is full: the kernel's -ENOMEM. */
public final class OutOfArenaException extends BpfException {
  private static final long serialVersionUID = 1L;

  OutOfArenaException(long size, String what, long capacity) {
    super("%s: no room for %d bytes in an arena of %d".formatted(what, size, capacity));
  }
}
