package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.GuestCase;

/** Runs commands in guests, as many in one guest as it survives. */
interface GuestRunner extends AutoCloseable {
  /**
   * Runs a command.
   *
   * @throws io.github.hidbpf4j.guest.GuestException if no guest becomes ready
   */
  CaseOutcome run(GuestCase guestCase);

  /** How many guests were started. */
  int boots();

  /** Whether the guest's time advances with the instructions that it executes. */
  boolean isTimeCounted();

  @Override
  void close();
}
