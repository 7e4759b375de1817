package io.github.hidbpf4j.cli;

import picocli.CommandLine.Help.Ansi;

/**
 * Colours of what stands out, on a terminal only, by picocli's rules: {@code NO_COLOR} and the like
 * turn them off. Whether standard output is a terminal the start script says ({@link Progress}), so
 * that nothing else is looked at where it is none.
 */
enum Ink {
  /** Refused, dropped, a finding. */
  BAD(31),
  /** Accepted. */
  GOOD(32),
  /** Not what the device sent. */
  CHANGED(33),
  /** The same bytes with another meaning. */
  OTHERWISE(36),
  /** Added by a program. */
  ADDED(32);

  private final int colour;

  /** By its number in ECMA-48's SGR. */
  Ink(int colour) {
    this.colour = colour;
  }

  /** The text in this colour where there are colours. */
  String on(String text) {
    return Terminal.COLOURS ? paint(text) : text;
  }

  /** The text in this colour. */
  String paint(String text) {
    return "\033[" + colour + "m" + text + "\033[0m";
  }

  /** The ink of a mark of {@link RunText}; the mark as it is if it has none. */
  static String mark(String mark) {
    return switch (mark) {
      case ">" -> CHANGED.on(mark);
      case "~" -> OTHERWISE.on(mark);
      case "+" -> ADDED.on(mark);
      case "x", "!" -> BAD.on(mark);
      default -> mark;
    };
  }

  /** The same for {@code - } and {@code + } of {@link RunEvdevText}. */
  static String evdev(String mark) {
    return (mark.startsWith("-") ? BAD : ADDED).on(mark);
  }

  /** Looked at once, and only when something is printed. */
  private static final class Terminal {
    static final boolean COLOURS =
        System.getProperty(Progress.PROPERTY, "").equals("shared") && Ansi.AUTO.enabled();
  }
}
