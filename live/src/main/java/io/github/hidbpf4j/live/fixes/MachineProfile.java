package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the profile nearest to a machine's kernel. */
public final class MachineProfile {
  private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,6}).*");

  private MachineProfile() {}

  /**
   * The newest profile of a release no later than the machine's; the oldest profile for kernels
   * before HID-BPF.
   *
   * @param release of the kernel, as in {@code uname -r}: {@code 6.12.115+deb13-amd64}; the newest
   *     profile is used for anything else
   */
  public static ApiProfile of(String release) {
    List<String> names = Profiles.releases();
    Matcher machine = RELEASE.matcher(release);
    String best = machine.matches() ? names.getFirst() : names.getLast();
    if (machine.matches()) {
      for (String name : names) {
        if (number(name) <= number(release)) {
          best = name;
        }
      }
    }
    return Profiles.forName(best).orElseThrow();
  }

  private static long number(String release) {
    Matcher parts = RELEASE.matcher(release);
    return parts.matches()
        ? Long.parseLong(parts.group(1)) * 1_000_000 + Long.parseLong(parts.group(2))
        : 0;
  }
}
