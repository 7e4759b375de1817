package io.github.hidbpf4j.testing.scenario;

/**
 * The lanes of a run that a test mentions; within these it must expect everything.
 *
 * @param host whether it expects reports
 * @param evdev whether it expects events of input devices
 * @param requests whether it expects requests
 * @param printk whether it expects lines of programs
 */
public record Lanes(boolean host, boolean evdev, boolean requests, boolean printk) {
  /** A test that mentions none. */
  public static final Lanes NONE = new Lanes(false, false, false, false);

  static Lanes of(Scenario scenario) {
    Lanes lanes = NONE;
    for (Step step : scenario.steps()) {
      if (step instanceof Step.Expect expect) {
        lanes = lanes.with(expect.expectation());
      }
    }
    return lanes;
  }

  /** {@return these, and the lane that the expectation is about} */
  public Lanes with(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Report _,
          Expectation.Unchanged _,
          Expectation.Fields _,
          Expectation.Dropped _,
          Expectation.Nothing _ ->
          new Lanes(true, evdev, requests, printk);
      case Expectation.Evdev _ -> new Lanes(host, true, requests, printk);
      case Expectation.Request _ -> new Lanes(host, evdev, true, printk);
      case Expectation.Printk _ -> new Lanes(host, evdev, requests, true);
      default -> this;
    };
  }
}
