package io.github.hidbpf4j.kernel.verify;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the kernels that have what another one lacks. */
final class KernelsWith {
  private static final Pattern UNRESOLVED =
      Pattern.compile("kfunc '(\\w+)' is referenced but wasn't resolved");
  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+");

  private KernelsWith() {}

  /**
   * {@code "the first profile with it is 6.10"}, {@code "only rfc-v6 has it"}; empty when no
   * profile has it.
   */
  static String kfunc(String name) {
    List<String> all =
        Profiles.all(false).stream().filter(p -> p.hasKfunc(name)).map(ApiProfile::name).toList();
    List<String> releases = all.stream().filter(p -> RELEASE.matcher(p).matches()).toList();
    if (!releases.isEmpty()) {
      return "the first profile with it is " + releases.getFirst();
    }
    return all.isEmpty()
        ? ""
        : "only %s %s it".formatted(String.join(", ", all), all.size() == 1 ? "has" : "have");
  }

  /** The same text, with information about the kfunc that it names. */
  static String withKernels(String unresolved) {
    Matcher kfunc = UNRESOLVED.matcher(unresolved);
    if (!kfunc.matches()) {
      return unresolved;
    }
    String kernels = kfunc(kfunc.group(1));
    return kernels.isEmpty() ? unresolved : unresolved + "; " + kernels;
  }
}
