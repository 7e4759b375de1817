package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** {@code hid_bpf_input_report} under the input lock, where Linux 6.12 hangs, and elsewhere. */
class FindingsTest {
  private static final int EINTR = -4;

  @Test
  void injectingInsideAProbeIsAFinding() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("inject");
    assertThat(object.attach("probe_hook")).isZero();
    assertThat(ProgramRig.variable(object, "result")).isEqualTo(EINTR);
    assertThat(rig.findings)
        .extracting(Finding::kind)
        .containsExactly(FindingKind.INPUT_REPORT_DEADLOCK);
    assertThat(rig.findings.getFirst().program()).isEqualTo("in_probe");
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).as("the device works on").isZero();
    assertThat(ProgramRig.read(file)).isEqualTo("010203040506");
  }

  @Test
  void injectingInsideARequestIsNone() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("inject");
    assertThat(object.attach("request_hook")).isZero();
    HidrawFile file = rig.open();
    byte[] report = HexFormat.of().parseHex("01aabb");
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, report))).isEqualTo(3);
    assertThat(ProgramRig.variable(object, "result")).isZero();
    assertThat(ProgramRig.read(file)).isEqualTo("01a1a2a3a4a5");
    assertThat(rig.findings).isEmpty();
  }
}
