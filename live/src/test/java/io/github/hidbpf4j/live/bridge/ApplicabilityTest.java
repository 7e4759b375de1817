package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicabilityTest {
  /**
   * A vendor collection with one input report for each pair of id (0 for none) and number of bytes.
   */
  private static ReportDescriptor descriptor(int... idsAndBytes) {
    StringBuilder text = new StringBuilder("0600ff0901a101");
    for (int i = 0; i < idsAndBytes.length; i += 2) {
      if (idsAndBytes[i] > 0) {
        text.append("85%02x".formatted(idsAndBytes[i]));
      }
      text.append("0902150026ff00750895%02x8102".formatted(idsAndBytes[i + 1]));
    }
    return ReportDescriptor.parse(HexFormat.of().parseHex(text.append("c0")));
  }

  @Test
  void sameReportsAreNoTrouble() {
    Applicability found = Applicability.of(descriptor(1, 4, 2, 5), descriptor(1, 4, 2, 8));
    assertThat(found.obstacles()).isEmpty();
    assertThat(found.doubts()).isEmpty();
  }

  @Test
  void reportThatTheDeviceDoesNotDeclareNeverComes() {
    Applicability found = Applicability.of(descriptor(1, 4), descriptor(1, 4, 9, 2));
    assertThat(found.obstacles())
        .singleElement()
        .asString()
        .startsWith("the programs add report 9");
  }

  @Test
  void idsInAnUnnumberedDeviceAreItsPrograms() {
    assertThat(Applicability.of(descriptor(0, 4), descriptor(1, 4)).obstacles()).isEmpty();
  }

  @Test
  void shorterReportIsADoubt() {
    Applicability found = Applicability.of(descriptor(1, 8), descriptor(1, 4));
    assertThat(found.obstacles()).isEmpty();
    assertThat(found.doubts()).singleElement().asString().contains("report 1 from 9 to 5 bytes");
  }

  @Test
  void descriptorThatDoesNotParseIsAnObstacle() {
    assertThat(Applicability.of(descriptor(1, 8), null).obstacles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"hid-generic, true", "hid-multitouch, true", "sony, false", "'', false"})
  void driversThatLeaveReportsAlone(String driver, boolean neutral) {
    assertThat(Applicability.isNeutral(driver)).isEqualTo(neutral);
  }
}
