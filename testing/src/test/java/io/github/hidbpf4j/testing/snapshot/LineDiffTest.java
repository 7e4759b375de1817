package io.github.hidbpf4j.testing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  private static List<String> shown(List<String> expected, List<String> actual) {
    return LineDiff.of(expected, actual).lines().stream().map(LineDiff.Line::toString).toList();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  @Test
  void equalTextsHaveNoDifference() {
    LineDiff.Result diff = LineDiff.of(List.of("a", "b"), List.of("a", "b"));
    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.lines()).isEmpty();
    assertThat(diff.firstExpected()).isEqualTo(-1);
    assertThat(LineDiff.of(List.of(), List.of()).isEmpty()).isTrue();
  }

  @Test
  void aChangeStandsBetweenTheLinesAroundIt() {
    assertThat(shown(List.of("a", "b", "c", "d", "e", "f"), List.of("a", "b", "c", "D", "e", "f")))
        .containsExactly("@ 1 equal line", "  b", "  c", "- d", "+ D", "  e", "  f");
  }

  @Test
  void nothingStandsAfterAChangeAtTheEnd() {
    assertThat(shown(List.of("a", "b"), List.of("a", "x"))).containsExactly("  a", "- b", "+ x");
    assertThat(shown(List.of("a"), List.of("a", "b"))).containsExactly("  a", "+ b");
    assertThat(LineDiff.of(List.of("a"), List.of("a", "b")).firstExpected()).isEqualTo(1);
  }

  @Test
  void theFirstLineThatDiffersIsNamed() {
    assertThat(LineDiff.of(numbers(0, 50), numbers(0, 49)).firstExpected()).isEqualTo(49);
    assertThat(LineDiff.of(numbers(1, 50), numbers(0, 50)).firstExpected()).isZero();
  }

  @Test
  void equalLinesBetweenChangesAreCounted() {
    List<String> actual = new ArrayList<>(numbers(0, 20));
    actual.set(0, "x");
    actual.set(19, "y");
    assertThat(shown(numbers(0, 20), actual))
        .contains("@ 14 equal lines")
        .startsWith("- line 0", "+ x", "  line 1", "  line 2")
        .endsWith("  line 17", "  line 18", "- line 19", "+ y");
  }

  /** Removed and kept lines are the one text, kept and added lines the other. */
  @Test
  void applyingADifferenceGivesTheOtherText() {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 2_000; round++) {
      List<String> expected = text(random);
      List<String> actual = random.nextBoolean() ? text(random) : mutated(expected, random);
      List<LineDiff.Line> whole = LineDiff.whole(expected, actual);
      assertThat(side(whole, '-')).isEqualTo(expected);
      assertThat(side(whole, '+')).isEqualTo(actual);
      LineDiff.Result diff = LineDiff.of(expected, actual);
      assertThat(diff.isEmpty()).isEqualTo(expected.equals(actual));
      if (!diff.isEmpty()) {
        int first = diff.firstExpected();
        assertThat(expected.subList(0, first)).isEqualTo(actual.subList(0, first));
        assertThat(
                first == expected.size()
                    || first == actual.size()
                    || !expected.get(first).equals(actual.get(first)))
            .isTrue();
        assertThat(diff.lines()).hasSizeLessThanOrEqualTo(LineDiff.MOST_SHOWN + 2);
      }
    }
  }

  @Test
  void aDifferenceIsAsSmallAsThatOfOneLine() {
    List<String> expected = numbers(0, 1_000);
    for (int at : List.of(0, 1, 500, 999)) {
      List<String> actual = new ArrayList<>(expected);
      actual.remove(at);
      assertThat(LineDiff.whole(expected, actual).stream().filter(LineDiff.Line::isChange))
          .containsExactly(new LineDiff.Line('-', "line " + at));
    }
  }

  @Test
  void hugeDifferencesAreCutAndNotCompared() {
    List<String> expected = numbers(0, 300_000);
    List<String> actual = new ArrayList<>(expected);
    Collections.reverse(actual);
    LineDiff.Result diff = LineDiff.of(expected, actual);
    assertThat(diff.lines()).hasSize(LineDiff.MOST_SHOWN + 1);
    assertThat(diff.lines().getLast().toString()).isEqualTo("@ 599940 more lines that differ");
  }

  private static List<String> text(SplittableRandom random) {
    int length = random.nextInt(12);
    return IntStream.range(0, length).mapToObj(i -> "" + (char) ('a' + random.nextInt(4))).toList();
  }

  private static List<String> mutated(List<String> text, SplittableRandom random) {
    List<String> changed = new ArrayList<>(text);
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(changed.size() + 1);
      if (random.nextBoolean() || at == changed.size()) {
        changed.add(at, "new");
      } else {
        changed.remove(at);
      }
    }
    return changed;
  }

  private static List<String> side(List<LineDiff.Line> lines, char mark) {
    return lines.stream()
        .filter(l -> l.mark() == ' ' || l.mark() == mark)
        .map(LineDiff.Line::text)
        .toList();
  }
}
