package io.github.hidbpf4j.guest.machine;

/** Clocks of guests. */
public enum GuestClock {
  /** The host's time: while the guest is stopped, it loses time. */
  HOST,

  /**
   * If QEMU translates: the instructions that the guest has executed, one per nanosecond; while it
   * is idle, time advances to the next timer at once. Otherwise as {@link #HOST}.
   */
  INSTRUCTIONS
}
