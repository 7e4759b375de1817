package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportEventTest {
  private final FakeNodes nodes = new FakeNodes();
  private final ReportEvent event = new ReportEvent();

  private void send(int size, int... bytes) {
    byte[] report = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      report[i] = (byte) bytes[i];
    }
    assertThat(event.send(nodes.uhid, ReportView.of(report), size)).isZero();
  }

  private List<String> sent() {
    return nodes.uhid.written().stream().map(HexFormat.of()::formatHex).toList();
  }

  /** The kernel drops reports that are shorter than the descriptor says. */
  @Test
  void shortReportsAreFilledWithZeros() {
    send(4, 1, 2, 3, 4);
    send(4, 5, 6);
    send(2, 7, 8);
    send(4, 9);
    assertThat(sent()).containsExactly("01020304", "05060000", "0708", "09000000");
  }

  @Test
  void reportsLongerThanUhidTakesAreCut() {
    byte[] report = new byte[UhidNode.DATA_MAX + 8];
    Arrays.fill(report, (byte) 1);
    assertThat(event.send(nodes.uhid, ReportView.of(report), report.length)).isZero();
    assertThat(nodes.uhid.written().getFirst()).hasSize(UhidNode.DATA_MAX);
  }

  /** What is before the report is written only where it changes. */
  @Test
  void headIsWrittenWhereTheSizeChanges() {
    send(2, 1, 2);
    send(2, 3, 4);
    send(3, 5, 6, 7);
    send(3, 8, 9, 10);
    send(2, 1, 2);
    assertThat(nodes.uhid.again).isEqualTo(2);
  }
}
