package io.github.hidbpf4j.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Folds lines that are wider than the terminal at a space, and indents continuations to the text of
 * the line, so that times, marks and labels stand out. In lines of a report descriptor, the spaces
 * before the offset are used up first. On a terminal only, of which the start script tells as for
 * {@link Ink}: piped output is not folded.
 */
final class LineFolding {
  private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");

  /** A time or none, a mark, and the word evdev with its mark: see {@link RunText}. */
  private static final Pattern EVENT =
      Pattern.compile("(?: *\\d+\\.\\d{6} | {12})(?:[^ ] | {2})(?:evdev (?:[-+] | {2}))?");

  /** A line of {@code --format timeline}. */
  private static final Pattern TIMELINE = Pattern.compile(" *\\d+\\.\\d{6} {2}[a-z]+ +");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9 ]{10} {2}(?=[^ ])");

  /** A line of a report descriptor: optional sign of a difference, mark, bytes. */
  private static final Pattern DESCRIPTOR =
      Pattern.compile("[-+ ┅║!]*(?:0x[0-9a-f]{2},[ ]?)++ *// *");

  private static final List<Pattern> BEGINNINGS = List.of(DESCRIPTOR, EVENT, TIMELINE, LABEL);
  private static final String COMMENT = "// ";
  private static final int HANGING = 2;

  /** How many columns may stay empty in order to break after a comma. */
  private static final int RAGGED = 16;

  /** Ranges of characters two columns wide, except emoji: Unicode's East Asian Width W, F. */
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0x33ff},
    {0x3400, 0x4dbf},
    {0x4e00, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x20000, 0x3fffd}
  };

  private final int width;

  /**
   * Folds to this width.
   *
   * @param width columns
   */
  LineFolding(int width) {
    this.width = width;
  }

  /** A writer that folds lines if standard output is a terminal. */
  static PrintWriter onTerminal(PrintWriter out) {
    return System.getProperty(Progress.PROPERTY, "").equals("shared")
        ? new LineFolding(Terminal.WIDTH).before(out)
        : out;
  }

  /** A writer that folds lines. */
  PrintWriter before(PrintWriter out) {
    return new PrintWriter(new Lines(out));
  }

  /** Folds a line into as many as needed; a word that is too wide stays whole. */
  String fold(String whole) {
    if (columns(whole) <= width) {
      return whole;
    }
    boolean descriptor = DESCRIPTOR.matcher(whole).lookingAt();
    String line = descriptor ? closed(whole) : whole;
    int indent = Math.min(textColumn(COLOUR.matcher(line).replaceAll("")), width / 2);
    String next = descriptor ? comment(line, indent) : " ".repeat(indent);
    StringBuilder folded = new StringBuilder();
    int from = 0;
    for (int cut = cut(line, 0, indent, width); cut >= 0; ) {
      folded.append(line, from, cut).append('\n').append(next);
      from = cut;
      while (line.charAt(from) == ' ') {
        from++;
      }
      cut = cut(line, from, 0, width - indent);
    }
    return folded.append(line, from, line.length()).toString();
  }

  /** A line of a descriptor with fewer spaces before its offset, then before its words. */
  private String closed(String line) {
    String close = withLess(line, line.lastIndexOf(' ') + 1);
    return withLess(close, close.indexOf(COMMENT));
  }

  /** Removes surplus spaces before a position, except one. */
  private String withLess(String line, int end) {
    int begin = end;
    while (begin > 0 && line.charAt(begin - 1) == ' ') {
      begin--;
    }
    int less = Math.min(end - begin - 1, columns(line) - width);
    return less <= 0 ? line : line.substring(0, end - less) + line.substring(end);
  }

  /** The start of a continuation; in a descriptor a comment as well, so that it remains valid C. */
  private static String comment(String line, int indent) {
    int at = Math.min(columns(line.substring(0, line.indexOf(COMMENT))), indent - COMMENT.length());
    return " ".repeat(at) + COMMENT + " ".repeat(indent - at - COMMENT.length());
  }

  private static int textColumn(String line) {
    for (Pattern beginning : BEGINNINGS) {
      Matcher found = beginning.matcher(line);
      if (found.lookingAt()) {
        return columns(found.group());
      }
    }
    int text = 0;
    while (text < line.length() && line.charAt(text) == ' ') {
      text++;
    }
    return text + HANGING;
  }

  /**
   * Where to fold: at the last run of spaces that leaves a part no wider than the room, otherwise
   * at the first run; after a comma if one is near, so that a name and its value stay together.
   *
   * @param least columns that the part must exceed
   * @return −1 if the rest fits, or cannot be folded
   */
  private static int cut(String line, int from, int least, int room) {
    int column = 0;
    int blank = -1;
    int comma = -1;
    boolean coloured = false;
    Matcher colour = COLOUR.matcher(line);
    for (int i = from; i < line.length(); ) {
      int c = line.codePointAt(i);
      if (c == '\033' && colour.region(i, line.length()).lookingAt()) {
        coloured = !colour.group().equals("\033[0m");
        i = colour.end();
        continue;
      }
      int columns = columns(c);
      if (c != ' ' && column + columns > room && blank >= 0) {
        return comma >= 0 ? comma : blank;
      }
      boolean begins = c == ' ' && i > from && line.charAt(i - 1) != ' ';
      if (begins && !coloured && column > least && (column <= room || blank < 0)) {
        blank = i;
        if (column > room - RAGGED && line.charAt(i - 1) == ',') {
          comma = i;
        }
      }
      column += columns;
      i += Character.charCount(c);
    }
    return -1;
  }

  /** How many columns a terminal uses for the text. */
  static int columns(String line) {
    return COLOUR.matcher(line).replaceAll("").codePoints().map(LineFolding::columns).sum();
  }

  private static int columns(int c) {
    if (c < WIDE[0][0]) {
      return c < 0x300 || !isCombining(c) ? 1 : 0;
    }
    for (int[] range : WIDE) {
      if (c >= range[0] && c <= range[1]) {
        return 2;
      }
    }
    return isCombining(c) ? 0 : Character.isEmojiPresentation(c) ? 2 : 1;
  }

  private static boolean isCombining(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }

  /** Passes on whole lines. */
  private final class Lines extends Writer {
    private final PrintWriter out;
    private final StringBuilder line = new StringBuilder();

    Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        if (text[i] == '\n') {
          out.println(fold(line.toString()));
          line.setLength(0);
        } else {
          line.append(text[i]);
        }
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      if (!line.isEmpty()) {
        out.print(fold(line.toString()));
      }
      out.close();
    }
  }

  /** Asked for once, and only on a terminal: it may take a process. */
  private static final class Terminal {
    private static final int NARROWEST = 20;
    static final int WIDTH = Math.max(NARROWEST, width());

    private static int width() {
      String columns = System.getenv("COLUMNS");
      return columns != null && columns.matches("[1-9][0-9]{0,3}")
          ? Integer.parseInt(columns)
          : new UsageMessageSpec().autoWidth(true).width();
    }
  }
}
