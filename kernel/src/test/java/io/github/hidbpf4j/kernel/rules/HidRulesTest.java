package io.github.hidbpf4j.kernel.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime;
import io.github.hidbpf4j.kernel.profile.Profiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of each kernel. */
class HidRulesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // profile, short reports, fixup, LEDs at connect, reserved byte
    "6.3, PADDED, EACH_PROBE, false, false",
    "6.11, PADDED, EACH_PROBE, false, false",
    "6.12, DROPPED, EACH_PROBE, false, true",
    "6.13, PADDED, ONCE_A_CONNECT, false, false",
    "6.17, PADDED, ONCE_A_CONNECT, false, false",
    "6.18, PADDED, ONCE_BEFORE_GROUPING, false, true",
    "7.0, PADDED, ONCE_BEFORE_GROUPING, false, false",
    "7.1, PADDED_IN_BUFFER, ONCE_BEFORE_GROUPING, false, false",
    "7.2, PADDED_IN_BUFFER, ONCE_BEFORE_GROUPING, false, true",
    "7.3, PADDED_IN_BUFFER, ONCE_BEFORE_GROUPING, true, true",
  })
  void profiles(
      String profile, ShortReports shortReports, FixupTime fixup, boolean leds, boolean reserved) {
    HidRules rules = HidRules.ofProfile(profile);
    HidCoreRules core = rules.core();
    assertThat(core.shortReports()).isEqualTo(shortReports);
    assertThat(core.fixup()).isEqualTo(fixup);
    assertThat(core.ledsAtConnect()).isEqualTo(leds);
    assertThat(core.modesAtOpen()).isEqualTo(fixup != FixupTime.EACH_PROBE);
    assertThat(rules.countsReservedByte()).isEqualTo(reserved);
  }

  @Test
  void laterKernelsHaveTheLastRules() {
    assertThat(HidRules.of(new KernelRelease(9, 0))).isEqualTo(HidRules.LINUX_7_3);
  }

  @Test
  void levelsOfProfilesAgree() {
    for (ApiProfile profile : Profiles.all(false)) {
      HidRules rules = HidRules.of(profile);
      if (!profile.measured().isEmpty()) {
        assertThat(rules.level()).as(profile.name()).isEqualTo(profile.measured());
      }
    }
    assertThat(HidRules.ofLevel("6.18.15")).contains(HidRules.LINUX_6_18_15);
    assertThat(HidRules.ofLevel("")).isEmpty();
    assertThat(HidRules.of(KernelRelease.linux6(18))).isEqualTo(HidRules.LINUX_6_18);
  }
}
