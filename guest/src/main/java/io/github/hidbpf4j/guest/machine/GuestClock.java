package io.github.hidbpf4j.guest.machine;

/** What a guest's time is measured by. */
public enum GuestClock {
  /** The host's time: what stops the guest for a while is time that it loses. */
  HOST,

  /**
   * Where QEMU translates, the instructions that the guest has executed, one a nanosecond; while it
   * has nothing to do, time goes on to the next timer at once. Otherwise as {@link #HOST}.
   */
  INSTRUCTIONS
}
