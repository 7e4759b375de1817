package io.github.hidbpf4j.kernel.rules;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime.EACH_PROBE;
import static io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime.ONCE_A_CONNECT;
import static io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime.ONCE_BEFORE_GROUPING;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.input.InputRules;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.profile.VerifierOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Differences between kernels in the behaviour of the HID core and HID-BPF: a row per release, or
 * per stable version of one. A release has the rules of its newest stable version; a row documents
 * the changes of its version. Which kernel has which rule is recorded only here.
 */
public enum HidRules {
  /**
   * Linux 6.3 to 6.11, like 6.12's first stable versions; not measured. Their last versions are
   * older than the changes to short reports and requests in 6.12 stable.
   */
  LINUX_6_3(
      KernelRelease.OLD,
      "",
      ShortReports.PADDED,
      EACH_PROBE,
      false,
      false,
      false,
      InputRules.LINUX_6_16),
  /**
   * Linux 6.12.117, measured. Short reports: accepted up to 6.12.93; from 6.12.94 on if the buffer
   * is long enough, but that of uhid counts as long as the report until 6.12.111 ("HID: pass the
   * buffer size to hid_report_raw_event", "HID: uhid: convert to hid_safe_input_report()"); dropped
   * from 6.12.114 on ("HID: core: Mitigate potential OOB by removing bogus memset()"). The reserved
   * byte of requests counts from 6.12.112 on ("HID: bpf: fix __hid_bpf_hw_check_params report
   * length"). Versions by Debian's changelog.
   */
  LINUX_6_12(
      linux6(12),
      "6.12.117",
      ShortReports.DROPPED,
      EACH_PROBE,
      false,
      false,
      true,
      InputRules.LINUX_6_12),
  /** Linux 6.13 to 6.16 in their last versions, measured on 6.16.12. */
  LINUX_6_13(
      linux6(13),
      "",
      ShortReports.PADDED,
      ONCE_A_CONNECT,
      false,
      true,
      false,
      InputRules.LINUX_6_16),
  /** Linux 6.17.13, measured. */
  LINUX_6_17(
      linux6(17),
      "",
      ShortReports.PADDED,
      ONCE_A_CONNECT,
      false,
      true,
      false,
      InputRules.LINUX_6_17),
  /**
   * Linux 6.18.15, measured: requests of unnumbered devices lack the byte that is reserved for the
   * id. A stable version used by no profile.
   */
  LINUX_6_18_15(
      linux6(18),
      "6.18.15",
      ShortReports.PADDED,
      ONCE_BEFORE_GROUPING,
      false,
      true,
      false,
      InputRules.LINUX_6_17),
  /**
   * Linux 6.18.44: as 6.18.15, which was measured, but with the reserved byte, as in 6.12.112 and
   * later versions of other releases. Not measured itself: the changes to short reports in 6.12's
   * stable versions ({@link #LINUX_6_12}) may also be in 6.18's.
   */
  LINUX_6_18(
      linux6(18),
      "6.18.44",
      ShortReports.PADDED,
      ONCE_BEFORE_GROUPING,
      false,
      true,
      true,
      InputRules.LINUX_6_17),
  /** Linux 6.19 and 7.0: not measured, older than the changes to short reports. */
  LINUX_6_19(
      linux6(19),
      "",
      ShortReports.PADDED,
      ONCE_BEFORE_GROUPING,
      false,
      true,
      false,
      InputRules.LINUX_6_17),
  /** Linux 7.1: not measured, by date between {@link #LINUX_6_19} and {@link #LINUX_7_2}. */
  LINUX_7_1(
      linux7(1),
      "",
      ShortReports.PADDED_IN_BUFFER,
      ONCE_BEFORE_GROUPING,
      false,
      true,
      false,
      InputRules.LINUX_7_2),
  /** Linux 7.2.13, measured. */
  LINUX_7_2(
      linux7(2),
      "7.2.13",
      ShortReports.PADDED_IN_BUFFER,
      ONCE_BEFORE_GROUPING,
      false,
      true,
      true,
      InputRules.LINUX_7_2),
  /** Linux 7.3.4, measured. */
  LINUX_7_3(
      linux7(3),
      "7.3.4",
      ShortReports.PADDED_IN_BUFFER,
      ONCE_BEFORE_GROUPING,
      true,
      true,
      true,
      InputRules.LINUX_7_3);

  private final KernelRelease since;
  private final String level;
  private final HidCoreRules core;
  private final boolean countsReservedByte;

  HidRules(
      KernelRelease since,
      String level,
      ShortReports shortReports,
      HidCoreRules.FixupTime fixup,
      boolean ledsAtConnect,
      boolean modesAtOpen,
      boolean countsReservedByte,
      InputRules input) {
    this.since = since;
    this.level = level;
    this.core = new HidCoreRules(shortReports, fixup, ledsAtConnect, modesAtOpen, input);
    this.countsReservedByte = countsReservedByte;
  }

  /** The rules of a release: those of its newest stable version. */
  public static HidRules of(KernelRelease release) {
    HidRules found = LINUX_6_3;
    for (HidRules rules : values()) {
      if (release.isAtLeast(rules.since)) {
        found = rules;
      }
    }
    return found;
  }

  /** The rules of a profile's release. */
  public static HidRules of(ApiProfile profile) {
    return of(profile.release());
  }

  /**
   * The rules of the profile of this name, which may be followed by choices ({@link
   * VerifierOption}).
   */
  public static HidRules ofProfile(String name) {
    return of(
        Profiles.forName(VerifierOption.profileOf(name))
            .orElseThrow(() -> new IllegalArgumentException("no profile " + name)));
  }

  /** The rules of a stable version that has a row, such as {@code 6.18.15}. */
  public static Optional<HidRules> ofLevel(String level) {
    return Arrays.stream(values())
        .filter(rules -> !level.isEmpty() && rules.level.equals(level))
        .findFirst();
  }

  /** The stable versions that have a row, oldest first. */
  public static List<String> levels() {
    return Arrays.stream(values()).map(HidRules::level).filter(l -> !l.isEmpty()).toList();
  }

  /** The first release that has them. */
  public KernelRelease since() {
    return since;
  }

  /** The stable version of these rules; empty if it is the last one of each release. */
  public String level() {
    return level;
  }

  /** The rules of the HID core and the input layer. */
  public HidCoreRules core() {
    return core;
  }

  /**
   * Whether requests of programs for an unnumbered report may have one byte more than the report,
   * which is reserved for its id ({@code __hid_bpf_hw_check_params} of {@code
   * drivers/hid/bpf/hid_bpf_dispatch.c}).
   */
  public boolean countsReservedByte() {
    return countsReservedByte;
  }
}
