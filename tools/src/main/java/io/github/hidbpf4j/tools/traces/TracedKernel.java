package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.DriverTable;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.rules.HidRules;

/**
 * A kernel of which there are traces.
 *
 * @param profile what programs may do in it
 * @param rules its HID core
 * @param drivers the order in which its modules were loaded
 */
record TracedKernel(ApiProfile profile, HidRules rules, DriverTable drivers) {

  /**
   * The kernel of this name.
   *
   * @param name a profile, such as 7.3, or a stable release that differs from its newest one, such
   *     as 6.18.15
   */
  static TracedKernel of(String name) {
    HidRules level = HidRules.ofLevel(name).orElse(null);
    ApiProfile profile =
        Profiles.forName(level == null ? name : level.since().toString()).orElse(null);
    if (profile == null) {
      throw new HidException(
          "--kernel %s: expected one of %s, or of the levels %s"
              .formatted(
                  name, String.join(", ", Profiles.names()), String.join(", ", HidRules.levels())));
    }
    return new TracedKernel(
        profile, level == null ? HidRules.of(profile) : level, DriverTable.GENERIC_FIRST);
  }

  TracedKernel with(DriverTable newDrivers) {
    return new TracedKernel(profile, rules, newDrivers);
  }
}
