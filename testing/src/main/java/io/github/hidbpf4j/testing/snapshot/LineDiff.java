package io.github.hidbpf4j.testing.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The difference of two texts, line by line, as {@code diff -u} shows it, with a few lines around
 * each change. Large differences are cut, and say so.
 */
public final class LineDiff {
  private static final int CONTEXT = 2;

  /**
   * How many changed lines per side are compared with each other; with more, the sides are shown as
   * blocks.
   */
  private static final int MOST_COMPARED = 2_000;

  /** How many lines of a difference are shown. */
  static final int MOST_SHOWN = 60;

  /**
   * A line of a difference.
   *
   * @param mark {@code ' '} in both, {@code '-'} expected only, {@code '+'} actual only, {@code
   *     '@'} for lines left out
   * @param text the line
   */
  public record Line(char mark, String text) {
    @Override
    public String toString() {
      return mark + " " + text;
    }

    boolean isChange() {
      return mark != ' ';
    }
  }

  private LineDiff() {}

  /**
   * The difference of two texts.
   *
   * @param lines the difference, cut to what can be shown
   * @param firstExpected index of the first expected line that is missing, or that is preceded by
   *     an unexpected one; -1 if the texts are equal
   */
  public record Result(List<Line> lines, int firstExpected) {
    /** Copies. */
    public Result {
      lines = List.copyOf(lines);
    }

    /** Whether there is no difference. */
    public boolean isEmpty() {
      return firstExpected < 0;
    }
  }

  /** Compares two texts. */
  public static Result of(List<String> expected, List<String> actual) {
    List<Line> all = whole(expected, actual);
    int first = 0;
    while (first < all.size() && !all.get(first).isChange()) {
      first++;
    }
    return first == all.size() ? new Result(List.of(), -1) : new Result(cut(all), first);
  }

  /** All lines of both texts, common ones once. */
  static List<Line> whole(List<String> expected, List<String> actual) {
    int most = Math.min(expected.size(), actual.size());
    int start = 0;
    while (start < most && expected.get(start).equals(actual.get(start))) {
      start++;
    }
    int end = 0;
    while (end < most - start
        && expected.get(expected.size() - 1 - end).equals(actual.get(actual.size() - 1 - end))) {
      end++;
    }
    List<Line> lines = new ArrayList<>(Math.max(expected.size(), actual.size()));
    add(lines, ' ', expected.subList(0, start));
    List<String> lost = expected.subList(start, expected.size() - end);
    List<String> found = actual.subList(start, actual.size() - end);
    if (lost.size() > MOST_COMPARED || found.size() > MOST_COMPARED) {
      add(lines, '-', lost);
      add(lines, '+', found);
    } else {
      compare(lines, lost, found);
    }
    add(lines, ' ', expected.subList(expected.size() - end, expected.size()));
    return lines;
  }

  private static void add(List<Line> lines, char mark, List<String> texts) {
    texts.forEach(text -> lines.add(new Line(mark, text)));
  }

  /** Compares by the longest common subsequence; removed lines precede added ones. */
  private static void compare(List<Line> lines, List<String> expected, List<String> actual) {
    int rows = expected.size();
    int columns = actual.size();
    int[][] length = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int k = columns - 1; k >= 0; k--) {
        length[i][k] =
            expected.get(i).equals(actual.get(k))
                ? length[i + 1][k + 1] + 1
                : Math.max(length[i + 1][k], length[i][k + 1]);
      }
    }
    int i = 0;
    int k = 0;
    while (i < rows || k < columns) {
      if (i < rows && k < columns && expected.get(i).equals(actual.get(k))) {
        lines.add(new Line(' ', expected.get(i++)));
        k++;
      } else if (i < rows && (k == columns || length[i + 1][k] >= length[i][k + 1])) {
        lines.add(new Line('-', expected.get(i++)));
      } else {
        lines.add(new Line('+', actual.get(k++)));
      }
    }
  }

  /** Leaves out common lines far from changes, and whatever is too long to read. */
  private static List<Line> cut(List<Line> lines) {
    boolean[] near = new boolean[lines.size()];
    for (int i = 0; i < near.length; i++) {
      if (lines.get(i).isChange()) {
        Arrays.fill(near, Math.max(0, i - CONTEXT), Math.min(near.length, i + CONTEXT + 1), true);
      }
    }
    List<Line> shown = new ArrayList<>();
    int skipped = 0;
    int changes = 0;
    for (int i = 0; i < near.length; i++) {
      Line line = lines.get(i);
      if (shown.size() >= MOST_SHOWN) {
        changes += line.isChange() ? 1 : 0;
      } else if (near[i]) {
        if (skipped > 0) {
          shown.add(new Line('@', equal(skipped)));
          skipped = 0;
        }
        shown.add(line);
      } else {
        skipped++;
      }
    }
    if (changes > 0) {
      shown.add(
          new Line(
              '@',
              changes == 1 ? "1 more line that differs" : changes + " more lines that differ"));
    }
    return shown;
  }

  private static String equal(int lines) {
    return lines == 1 ? "1 equal line" : lines + " equal lines";
  }
}
