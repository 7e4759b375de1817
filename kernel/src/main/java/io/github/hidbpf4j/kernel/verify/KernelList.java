package io.github.hidbpf4j.kernel.verify;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses lists of kernels given by users. */
public final class KernelList {
  private static final Pattern RANGE = Pattern.compile("(.+?)\\.\\.(.+)");
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)(\\.\\d+)?");

  private KernelList() {}

  /**
   * The names denoted by a list: profiles, {@code 6.11..7.3}, {@code all} released kernels, {@code
   * rfc} for the proposals, separated by commas.
   *
   * @throws IllegalArgumentException when a name is unknown; the message lists it, the known ones
   *     and the nearest
   */
  public static List<String> parse(String list) {
    Set<String> names = new LinkedHashSet<>();
    for (String each : list.split(",", -1)) {
      String part = each.strip();
      Matcher range = RANGE.matcher(part);
      if (part.equals("all")) {
        names.addAll(Profiles.releases());
      } else if (part.equals("rfc")) {
        names.addAll(Profiles.proposals());
      } else if (range.matches()) {
        names.addAll(between(part, range.group(1), range.group(2)));
      } else {
        names.add(profile(part).name());
      }
    }
    return List.copyOf(names);
  }

  private static List<String> between(String range, String from, String to) {
    int first = Profiles.releases().indexOf(profile(from).name());
    int last = Profiles.releases().indexOf(profile(to).name());
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "%s: expected a released kernel, two dots and a later one of %s"
              .formatted(range, ProfileRanges.text(Profiles.releases())));
    }
    return Profiles.releases().subList(first, last + 1);
  }

  /**
   * The profile of this name, which must have kernel types: {@code raw} has none.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static ApiProfile profile(String name) {
    return Profiles.forName(name)
        .filter(p -> KernelTypes.profileNames().contains(p.name()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: no such profile, expected one of %s%s"
                        .formatted(
                            name, ProfileRanges.text(KernelTypes.profileNames()), nearest(name))));
  }

  /** A suggestion for a misspelled name; for other releases, their relation to HID-BPF. */
  private static String nearest(String name) {
    Matcher release = RELEASE.matcher(name);
    String similar;
    if (release.matches()) {
      similar = release.group(3) == null ? neighbour(name) : level(release);
    } else {
      similar = NearestWord.of(name, KernelTypes.profileNames());
    }
    return similar == null ? "" : "; did you mean " + similar + "?";
  }

  /**
   * Message for a stable version: profiles are named only by release, meaning its newest stable
   * version.
   */
  private static @Nullable String level(Matcher release) {
    String name = release.group(1) + "." + release.group(2);
    return Profiles.releases().contains(name) ? name : neighbour(name);
  }

  /** The last release before this one; the first of all when there is none. */
  private static String neighbour(String name) {
    List<String> releases = Profiles.releases();
    String before = releases.getFirst();
    for (String release : releases) {
      if (number(release) <= number(name)) {
        before = release;
      }
    }
    return before;
  }

  private static long number(String release) {
    Matcher parts = RELEASE.matcher(release);
    return parts.matches()
        ? digits(parts.group(1)) * 1_000_000_000L + digits(parts.group(2))
        : Long.MAX_VALUE;
  }

  private static long digits(String text) {
    return text.length() > 9 ? 999_999_999L : Long.parseLong(text);
  }
}
