package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.GuestCase;

/** Runs commands in guests: as many as one survives in the same one. */
interface GuestRunner extends AutoCloseable {
  /**
   * Runs one.
   *
   * @throws io.github.hidbpf4j.guest.GuestException if no guest gets ready
   */
  CaseOutcome run(GuestCase guestCase);

  /** How many guests were started. */
  int boots();

  /** Whether the guest's time is counted in its own instructions. */
  boolean isTimeCounted();

  @Override
  void close();
}
