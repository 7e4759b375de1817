package io.github.hidbpf4j.kernel.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Names of profiles for display: neighbours as a range, {@code 6.11 to 7.3}. */
public final class ProfileRanges {
  private static final int SHORTEST = 3;

  private ProfileRanges() {}

  /**
   * The names in one line, separated by commas. Consecutive releases form one range, and so do the
   * proposals; variants of a release come after the releases. Profiles with choices ({@link
   * VerifierOption}) are grouped by them: {@code 6.11 to 7.3 global-functions=per-context}.
   */
  public static String text(Collection<String> names) {
    Map<String, List<String>> byChoices = new LinkedHashMap<>();
    for (String name : names) {
      byChoices
          .computeIfAbsent(VerifierOption.choicesOf(name), _ -> new ArrayList<>())
          .add(VerifierOption.profileOf(name));
    }
    return byChoices.entrySet().stream()
        .map(e -> ranges(e.getValue()) + e.getKey())
        .collect(Collectors.joining(byChoices.size() > 1 ? "; " : ", "));
  }

  private static String ranges(Collection<String> names) {
    List<String> parts = new ArrayList<>();
    collect(names, Profiles.proposals(), parts);
    collect(names, Profiles.releases(), parts);
    names.stream()
        .filter(n -> !Profiles.proposals().contains(n) && !Profiles.releases().contains(n))
        .forEach(parts::add);
    return String.join(", ", parts);
  }

  private static void collect(Collection<String> names, List<String> order, List<String> parts) {
    int first = 0;
    while (first < order.size()) {
      int end = first;
      while (end < order.size() && names.contains(order.get(end))) {
        end++;
      }
      if (end - first >= SHORTEST) {
        parts.add(order.get(first) + " to " + order.get(end - 1));
      } else {
        parts.addAll(order.subList(first, end));
      }
      first = end + 1;
    }
  }
}
