package io.github.hidbpf4j.testing.scenario;

/**
 * What of a run a scenario speaks of, and so has to speak of in full.
 *
 * @param host whether it expects reports, as far as the host gets them
 * @param evdev whether it expects events of input devices
 * @param requests whether it expects requests
 * @param printk whether it expects lines of programs
 */
record Lanes(boolean host, boolean evdev, boolean requests, boolean printk) {
  static Lanes of(Scenario scenario) {
    boolean host = false;
    boolean evdev = false;
    boolean requests = false;
    boolean printk = false;
    for (Step step : scenario.steps()) {
      if (step instanceof Step.Expect expect) {
        switch (expect.expectation()) {
          case Expectation.Report _,
              Expectation.Unchanged _,
              Expectation.Fields _,
              Expectation.Dropped _,
              Expectation.Nothing _ ->
              host = true;
          case Expectation.Evdev _ -> evdev = true;
          case Expectation.Request _ -> requests = true;
          case Expectation.Printk _ -> printk = true;
          default -> {}
        }
      }
    }
    return new Lanes(host, evdev, requests, printk);
  }
}
