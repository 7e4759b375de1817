package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.testing.snapshot.LineDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares what a play did in the replay with what it did on a real kernel: for each device and
 * kind of observation, what, in which order, and, as far as the kernel's clock can be trusted,
 * when. Kinds are not ordered among each other, since no reader on a real kernel sees more than
 * one.
 */
public final class PlayComparison {
  /** How many lines of a difference are shown. */
  private static final int MOST = 16;

  private final Play play;
  private final long slack;
  private final List<PlayDifference> differences = new ArrayList<>();

  private PlayComparison(Play play, long slack) {
    this.play = play;
    this.slack = slack;
  }

  /**
   * Compares two lists of observations.
   *
   * @param expected what the replay had
   * @param found what the kernel had
   * @param slack nanoseconds by which something may be earlier or later than in the replay
   * @return the differences; none if both are the same
   */
  public static List<PlayDifference> of(
      Play play, List<Seen> expected, List<Seen> found, long slack) {
    PlayComparison comparison = new PlayComparison(play, slack);
    for (int device = 0; device < play.devices().size(); device++) {
      for (SeenKind kind : SeenKind.values()) {
        int number = device;
        Predicate<Seen> wanted = seen -> seen.device() == number && seen.kind() == kind;
        List<Seen> ours = expected.stream().filter(wanted).toList();
        List<Seen> theirs = found.stream().filter(wanted).toList();
        if (kind == SeenKind.EVENTS) {
          comparison.compareEach(device, kind, ours, theirs);
        } else {
          comparison.compare(device, kind, ours, theirs);
        }
      }
    }
    return List.copyOf(comparison.differences);
  }

  /** Each input device has a node of its own. */
  private void compareEach(int device, SeenKind kind, List<Seen> ours, List<Seen> theirs) {
    Map<String, List<Seen>> expected = byNode(ours);
    Map<String, List<Seen>> found = byNode(theirs);
    Set<String> nodes = new TreeSet<>(expected.keySet());
    nodes.addAll(found.keySet());
    for (String node : nodes) {
      compare(
          device,
          kind,
          expected.getOrDefault(node, List.of()),
          found.getOrDefault(node, List.of()));
    }
  }

  private static Map<String, List<Seen>> byNode(List<Seen> all) {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                seen -> seen.text().substring(0, Math.max(0, seen.text().indexOf(' ')))));
  }

  private void compare(int device, SeenKind kind, List<Seen> ours, List<Seen> theirs) {
    List<String> expected = ours.stream().map(Seen::text).toList();
    List<String> found = theirs.stream().map(Seen::text).toList();
    String name = play.devices().get(device).name();
    String what = (name.isEmpty() ? "" : name + ": ") + kind.text();
    if (!expected.equals(found)) {
      List<String> lines =
          LineDiff.of(expected, found).lines().stream().map(LineDiff.Line::toString).toList();
      differences.add(
          new PlayDifference(
              "%s: different on the kernel (- in the replay, + on the kernel)".formatted(what),
              shortened(lines)));
      return;
    }
    if (!kind.isAwaited()) {
      return;
    }
    List<String> untimely = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      long late = when(theirs.get(i)) - when(ours.get(i));
      if (Math.abs(late) > slack) {
        untimely.add(
            "%s: %s ms %s: expected %s ms after the test began"
                .formatted(
                    ours.get(i).text(),
                    millis(Math.abs(late)),
                    late > 0 ? "late" : "early",
                    millis(when(ours.get(i)))));
      }
    }
    if (!untimely.isEmpty()) {
      differences.add(
          new PlayDifference(
              "%s: times differ on the kernel, by more than %s ms".formatted(what, millis(slack)),
              shortened(untimely)));
    }
  }

  /** When it would have happened if all earlier steps had been on time. */
  private long when(Seen seen) {
    return play.nanos(seen.step()) + seen.nanos();
  }

  private static String millis(long nanos) {
    return "%d.%d".formatted(nanos / 1_000_000, nanos / 100_000 % 10);
  }

  private static List<String> shortened(List<String> lines) {
    if (lines.size() <= MOST) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, MOST));
    shown.add("… and %d more lines".formatted(lines.size() - MOST));
    return shown;
  }
}
