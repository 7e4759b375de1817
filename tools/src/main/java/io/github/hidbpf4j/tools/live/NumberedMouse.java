package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.UhidPlayer;

/**
 * A mouse with distinguishable reports: each moves it by its number, as two digits in base 100. Its
 * button is down in every other ten.
 */
final class NumberedMouse {
  static final int BASE = 100;

  /** After this many reports numbers start again. */
  static final int NUMBERS = BASE * BASE;

  private final UhidPlayer player;
  private final byte[] report = new byte[4];
  private int number;

  /**
   * Creates a mouse with reports of four bytes: buttons, x, y, wheel.
   *
   * @param last the number before the first one
   */
  NumberedMouse(UhidPlayer player, int last) {
    this.player = player;
    this.number = last;
  }

  /** Sends the next report; returns its number. */
  int next() {
    number = (number + 1) % NUMBERS;
    report[0] = (byte) (number / 10 % 2);
    report[1] = (byte) (number % BASE + 1);
    report[2] = (byte) (number / BASE + 1);
    player.input(report);
    return number;
  }

  /** Releases the button. */
  void rest() {
    report[0] = 0;
    report[1] = 0;
    report[2] = 0;
    player.input(report);
  }

  /** The number of the last report. */
  int last() {
    return number;
  }
}
