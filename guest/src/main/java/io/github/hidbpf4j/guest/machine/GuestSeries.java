package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.GuestException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases in one guest after another: as many as it survives in the same one. Closed, it leaves
 * no guest behind.
 */
public final class GuestSeries implements AutoCloseable {
  private final GuestSetup setup;
  private List<Accelerator> accelerators;
  private @Nullable Guest guest;
  private int boots;

  /** Starts no guest before the first case. */
  public GuestSeries(GuestSetup setup, List<Accelerator> accelerators) {
    this.setup = setup;
    this.accelerators = List.copyOf(accelerators);
  }

  /** How many guests were started. */
  public int boots() {
    return boots;
  }

  /**
   * The guest that the next case runs in, started if there is none.
   *
   * @throws GuestException if it does not get ready
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
   * @param output gets each line as it comes
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
