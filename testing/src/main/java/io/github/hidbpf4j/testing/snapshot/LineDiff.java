package io.github.hidbpf4j.testing.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The difference of two texts, line by line, as {@code diff -u} shows it: with few lines around
 * each change. Large changes are cut, and say so.
 */
public final class LineDiff {
  private static final int CONTEXT = 2;

  /**
   * Changed lines on either side that are compared with each other; beyond, sides stand as blocks.
   */
  private static final int MOST_COMPARED = 2_000;

  /** Lines of a difference that are shown. */
  private static final int MOST_SHOWN = 60;

  /**
   * A line of a difference.
   *
   * @param mark {@code ' '} in both, {@code '-'} expected only, {@code '+'} actual only, {@code
   *     '@'} lines are left out here
   * @param text the line
   */
  public record Line(char mark, String text) {
    @Override
    public String toString() {
      return mark + " " + text;
    }
  }

  private final List<String> expected;
  private final List<String> actual;
  private final List<Line> lines = new ArrayList<>();
  private int firstExpected = -1;

  private LineDiff(List<String> expected, List<String> actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /**
   * Compares.
   *
   * @param lines the difference, cut to what can be shown
   * @param firstExpected index of the first expected line that is not met, or before which there is
   *     one too many; -1 when the texts are equal
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
    LineDiff diff = new LineDiff(expected, actual);
    diff.run();
    return new Result(diff.cut(), diff.firstExpected);
  }

  private void run() {
    int start = 0;
    int most = Math.min(expected.size(), actual.size());
    while (start < most && expected.get(start).equals(actual.get(start))) {
      start++;
    }
    int end = 0;
    while (end < most - start
        && expected.get(expected.size() - 1 - end).equals(actual.get(actual.size() - 1 - end))) {
      end++;
    }
    int toExpected = expected.size() - end;
    int toActual = actual.size() - end;
    if (start == toExpected && start == toActual) {
      return;
    }
    firstExpected = start;
    keep(start, start);
    if (toExpected - start > MOST_COMPARED || toActual - start > MOST_COMPARED) {
      expected.subList(start, toExpected).forEach(l -> lines.add(new Line('-', l)));
      actual.subList(start, toActual).forEach(l -> lines.add(new Line('+', l)));
    } else {
      middle(start, toExpected, toActual);
    }
    keep(toExpected, expected.size());
  }

  /** Lines before and after the part that differs, as far as they are context. */
  private void keep(int from, int to) {
    int first = from == to ? Math.max(0, from - CONTEXT) : from;
    int last = from == to ? from : Math.min(to, from + CONTEXT);
    if (from == to && first > 0) {
      lines.add(new Line('@', "line " + (first + 1)));
    }
    for (int i = first; i < last; i++) {
      lines.add(new Line(' ', expected.get(i)));
    }
  }

  /** The longest common subsequence; what is removed stands before what is added. */
  private void middle(int start, int toExpected, int toActual) {
    int rows = toExpected - start;
    int columns = toActual - start;
    int[][] length = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int k = columns - 1; k >= 0; k--) {
        length[i][k] =
            expected.get(start + i).equals(actual.get(start + k))
                ? length[i + 1][k + 1] + 1
                : Math.max(length[i + 1][k], length[i][k + 1]);
      }
    }
    int i = 0;
    int k = 0;
    while (i < rows || k < columns) {
      if (i < rows && k < columns && expected.get(start + i).equals(actual.get(start + k))) {
        lines.add(new Line(' ', expected.get(start + i)));
        i++;
        k++;
      } else if (i < rows && (k == columns || length[i + 1][k] >= length[i][k + 1])) {
        lines.add(new Line('-', expected.get(start + i++)));
      } else {
        lines.add(new Line('+', actual.get(start + k++)));
      }
    }
  }

  /** Leaves out common lines far from changes, and what is too much to read. */
  private List<Line> cut() {
    boolean[] near = new boolean[lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).mark() != ' ') {
        Arrays.fill(near, Math.max(0, i - CONTEXT), Math.min(near.length, i + CONTEXT + 1), true);
      }
    }
    List<Line> shown = new ArrayList<>();
    int skipped = 0;
    int changes = 0;
    for (int i = 0; i < near.length; i++) {
      Line line = lines.get(i);
      if (shown.size() >= MOST_SHOWN) {
        changes += line.mark() == '-' || line.mark() == '+' ? 1 : 0;
      } else if (near[i]) {
        if (skipped > 0) {
          shown.add(new Line('@', "%d equal lines".formatted(skipped)));
          skipped = 0;
        }
        shown.add(line);
      } else {
        skipped++;
      }
    }
    if (changes > 0) {
      shown.add(new Line('@', "%d more lines that differ".formatted(changes)));
    }
    return shown;
  }
}
