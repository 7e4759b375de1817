package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares two descriptors item by item and shows the difference in the manner of a unified diff,
 * with byte offsets and byte counts instead of line numbers.
 */
public final class DescriptorDiff {
  private static final int CONTEXT = 3;

  /**
   * A step from one descriptor to the other.
   *
   * @param sign {@code ' '} for an item of both, {@code '-'} for one only in the first, {@code '+'}
   *     for one only in the second
   * @param before index of the next item of the first descriptor, as {@link DescriptorPrinter}
   *     prints them
   * @param after index of the next item of the second descriptor
   */
  public record Step(char sign, int before, int after) {}

  private final List<Line> before;
  private final List<Line> after;
  private final List<Step> steps = new ArrayList<>();

  private DescriptorDiff(byte[] before, byte[] after) {
    this.before = DescriptorPrinter.lines(before);
    this.after = DescriptorPrinter.lines(after);
    compare();
  }

  /**
   * The lines of the difference. Neither descriptor needs to be valid.
   *
   * @param before the bytes of the first descriptor
   * @param after the bytes of the second descriptor
   * @return hunks, each headed by a line with its offset and length in bytes in both descriptors;
   *     empty if the bytes are equal
   * @throws DescriptorException if one is longer than a descriptor can be
   */
  public static List<String> of(byte[] before, byte[] after) {
    DescriptorParser.checkLength(before);
    DescriptorParser.checkLength(after);
    return new DescriptorDiff(before, after).hunks();
  }

  /**
   * The whole way from one descriptor to the other, for views that show both. Neither needs to be
   * valid: an incomplete item at the end counts as one.
   *
   * @param before the bytes of the first descriptor
   * @param after the bytes of the second descriptor
   * @return one step for each item of either; those of both are one
   * @throws DescriptorException if one is longer than a descriptor can be
   */
  public static List<Step> steps(byte[] before, byte[] after) {
    DescriptorParser.checkLength(before);
    DescriptorParser.checkLength(after);
    return List.copyOf(new DescriptorDiff(before, after).steps);
  }

  /**
   * Longest common subsequence of the items. One bit per pair is kept, so that two descriptors of
   * 4096 items take 2 MiB.
   */
  private void compare() {
    Map<String, Integer> numbers = new HashMap<>();
    int[] a = numbered(before, numbers);
    int[] b = numbered(after, numbers);
    int start = 0;
    while (start < a.length && start < b.length && a[start] == b[start]) {
      start++;
    }
    int endA = a.length;
    int endB = b.length;
    while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) {
      endA--;
      endB--;
    }
    for (int i = 0; i < start; i++) {
      steps.add(new Step(' ', i, i));
    }
    int width = endB - start;
    long[] dropFirst = new long[((endA - start) * width + 63) / 64];
    int[] below = new int[width + 1];
    int[] row = new int[width + 1];
    for (int i = endA - 1; i >= start; i--) {
      for (int j = width - 1; j >= 0; j--) {
        if (a[i] == b[start + j]) {
          row[j] = below[j + 1] + 1;
        } else if (below[j] >= row[j + 1]) {
          row[j] = below[j];
          int bit = (i - start) * width + j;
          dropFirst[bit >> 6] |= 1L << bit;
        } else {
          row[j] = row[j + 1];
        }
      }
      int[] free = below;
      below = row;
      row = free;
    }
    int i = start;
    int j = start;
    while (i < endA || j < endB) {
      if (i < endA && j < endB && a[i] == b[j]) {
        steps.add(new Step(' ', i++, j++));
        continue;
      }
      int bit = (i - start) * width + j - start;
      if (j == endB || i < endA && (dropFirst[bit >> 6] >>> bit & 1) != 0) {
        steps.add(new Step('-', i++, j));
      } else {
        steps.add(new Step('+', i, j++));
      }
    }
    while (i < a.length) {
      steps.add(new Step(' ', i++, j++));
    }
  }

  private static int[] numbered(List<Line> lines, Map<String, Integer> numbers) {
    return lines.stream()
        .mapToInt(line -> numbers.computeIfAbsent(line.bytes(), key -> numbers.size()))
        .toArray();
  }

  private List<String> hunks() {
    List<String> text = new ArrayList<>();
    int at = 0;
    while (at < steps.size()) {
      if (steps.get(at).sign() == ' ') {
        at++;
        continue;
      }
      int from = Math.max(0, at - CONTEXT);
      int lastChange = at;
      int to = at;
      while (to < steps.size() && to - lastChange <= 2 * CONTEXT) {
        if (steps.get(to).sign() != ' ') {
          lastChange = to;
        }
        to++;
      }
      to = Math.min(steps.size(), lastChange + CONTEXT + 1);
      hunk(from, to, text);
      at = to;
    }
    return text;
  }

  private void hunk(int from, int to, List<String> text) {
    int bytesBefore = 0;
    int bytesAfter = 0;
    List<String> body = new ArrayList<>();
    for (Step step : steps.subList(from, to)) {
      boolean second = step.sign() == '+';
      Line line = second ? after.get(step.after()) : before.get(step.before());
      bytesBefore += second ? 0 : line.length();
      bytesAfter += step.sign() == '-' ? 0 : line.length();
      body.add(step.sign() + line.toString());
    }
    text.add(
        "@@ -"
            + offset(before, steps.get(from).before())
            + ","
            + bytesBefore
            + " +"
            + offset(after, steps.get(from).after())
            + ","
            + bytesAfter
            + " @@");
    text.addAll(body);
  }

  private static int offset(List<Line> lines, int index) {
    if (index < lines.size()) {
      return lines.get(index).offset();
    }
    return lines.isEmpty() ? 0 : lines.getLast().offset() + lines.getLast().length();
  }
}
