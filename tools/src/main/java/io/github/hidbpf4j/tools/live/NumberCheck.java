package io.github.hidbpf4j.tools.live;

/** Counts the numbers of a {@link NumberedMouse} that arrive, are missing, or arrive twice. */
final class NumberCheck {
  private final String what;
  private int first = -1;
  private int last;
  private long came;
  private long lost;

  /**
   * Creates a check.
   *
   * @param last the number before the first one
   */
  NumberCheck(String what, int last) {
    this.what = what;
    this.last = last;
  }

  /**
   * Handles the next number.
   *
   * @throws ScenarioFailure if it arrived before, or is lower than the last one
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

  /** How many arrived. */
  long came() {
    return came;
  }

  /** How many are missing between those that arrived. */
  long lost() {
    return lost;
  }

  /** The first number that arrived; -1 if none has. */
  int first() {
    return first;
  }

  /** The last number that arrived. */
  int last() {
    return last;
  }
}
