package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.guest.machine.Accelerator;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.GuestCase;
import io.github.hidbpf4j.guest.machine.GuestSeries;
import io.github.hidbpf4j.guest.machine.GuestSetup;

/** Runs commands in guests in QEMU. */
final class QemuRunner implements GuestRunner {
  private final GuestSeries series;

  QemuRunner(GuestSetup setup) {
    this.series = new GuestSeries(setup, Accelerator.here());
  }

  @Override
  public CaseOutcome run(GuestCase guestCase) {
    return series.run(guestCase, _ -> {});
  }

  @Override
  public int boots() {
    return series.boots();
  }

  @Override
  public boolean isTimeCounted() {
    return series.guest().accelerator() == Accelerator.TCG;
  }

  @Override
  public void close() {
    series.close();
  }
}
