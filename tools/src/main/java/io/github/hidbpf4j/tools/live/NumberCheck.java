package io.github.hidbpf4j.tools.live;

/** Counts the numbers of a {@link NumberedMouse} that come, are left out, or come again. */
final class NumberCheck {
  private final String what;
  private int first = -1;
  private int last;
  private long came;
  private long lost;

  /**
   * A check.
   *
   * @param last the number before the first one
   */
  NumberCheck(String what, int last) {
    this.what = what;
    this.last = last;
  }

  /**
   * The next number.
   *
   * @throws ScenarioFailure if it came before, or before one that came
   */
  void add(int number) {
    int step = Math.floorMod(number - last, NumberedMouse.NUMBERS);
    ScenarioFailure.unless(
        step > 0 && step < NumberedMouse.NUMBERS / 2,
        "%s: %d came after %d: twice, or in another order".formatted(what, number, last));
    if (first < 0) {
      first = number;
    }
    came++;
    lost += step - 1;
    last = number;
  }

  /** How many came. */
  long came() {
    return came;
  }

  /** How many were left out between those that came. */
  long lost() {
    return lost;
  }

  /** The number that came first; -1 before it did. */
  int first() {
    return first;
  }

  /** The number that came last. */
  int last() {
    return last;
  }
}
