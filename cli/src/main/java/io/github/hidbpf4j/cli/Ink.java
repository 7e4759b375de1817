package io.github.hidbpf4j.cli;

import picocli.CommandLine.Help.Ansi;

/**
 * Colours for emphasis, on a terminal only, by picocli's rules: {@code NO_COLOR} and the like turn
 * them off. The start script says whether standard output is a terminal ({@link Progress}), so that
 * nothing else has to be asked when it is not.
 */
enum Ink {
  /** Refused, dropped, a finding. */
  BAD(31),
  /** Accepted. */
  GOOD(32),
  /** Differs from what the device sent. */
  CHANGED(33),
  /** The same bytes with a different meaning. */
  OTHERWISE(36),
  /** Added by a program. */
  ADDED(32);

  private final int colour;

  /** A colour by its number in ECMA-48's SGR. */
  Ink(int colour) {
    this.colour = colour;
  }

  /** The text, in this colour if colours are on. */
  String on(String text) {
    return Terminal.COLOURS ? paint(text) : text;
  }

  /** The text in this colour. */
  String paint(String text) {
    return "\033[" + colour + "m" + text + "\033[0m";
  }

  /** A mark of {@link RunText} in its colour; unchanged if it has none. */
  static String mark(String mark) {
    return switch (mark) {
      case ">" -> CHANGED.on(mark);
      case "~" -> OTHERWISE.on(mark);
      case "+" -> ADDED.on(mark);
      case "x", "!" -> BAD.on(mark);
      default -> mark;
    };
  }

  /** A mark of {@link RunEvdevText}, {@code -} or {@code +}, in its colour. */
  static String evdev(String mark) {
    return (mark.startsWith("-") ? BAD : ADDED).on(mark);
  }

  /** Asked for once, and only when something is printed. */
  private static final class Terminal {
    static final boolean COLOURS =
        System.getProperty(Progress.PROPERTY, "").equals("shared") && Ansi.AUTO.enabled();
  }
}
