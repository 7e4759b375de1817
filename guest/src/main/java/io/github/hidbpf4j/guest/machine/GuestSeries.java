package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.GuestException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases in a series of guests: as many in one guest as it survives. When closed, it leaves no
 * guest behind.
 */
public final class GuestSeries implements AutoCloseable {
  private final GuestSetup setup;
  private List<Accelerator> accelerators;
  private @Nullable Guest guest;
  private int boots;

  /** Creates a series; no guest is started before the first case. */
  public GuestSeries(GuestSetup setup, List<Accelerator> accelerators) {
    this.setup = setup;
    this.accelerators = List.copyOf(accelerators);
  }

  /** How many guests were started. */
  public int boots() {
    return boots;
  }

  /**
   * The guest for the next case, started if there is none.
   *
   * @throws GuestException if it does not become ready
   */
  public Guest guest() {
    Guest current = guest;
    if (current == null || !current.isAlive()) {
      close();
      current = Guest.boot(setup, accelerators);
      accelerators = List.of(current.accelerator());
      guest = current;
      boots++;
    }
    return current;
  }

  /**
   * Runs a case.
   *
   * @param output receives each line as it arrives
   */
  public CaseOutcome run(GuestCase guestCase, Consumer<String> output) {
    return guest().run(guestCase, output);
  }

  @Override
  public void close() {
    if (guest != null) {
      guest.close();
      guest = null;
    }
  }
}
