package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidErrno;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ReportBufferTest {
  private final FakeNodes nodes = new FakeNodes();
  private final ReportBuffer buffer = new ReportBuffer();

  private byte[] first(int count) {
    return buffer.memory().asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void nothingOfALongerReportIsLeftAfterAShorterOne() {
    nodes.hidraw.queue(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    nodes.hidraw.queue(new byte[] {9, 10, 11});
    nodes.hidraw.queue(new byte[] {12, 13, 14, 15, 16});
    assertThat(buffer.read(nodes.hidraw)).isEqualTo(8);
    assertThat(buffer.read(nodes.hidraw)).isEqualTo(3);
    assertThat(first(10)).containsExactly(9, 10, 11, 0, 0, 0, 0, 0, 0, 0);
    assertThat(buffer.read(nodes.hidraw)).isEqualTo(5);
    assertThat(first(10)).containsExactly(12, 13, 14, 15, 16, 0, 0, 0, 0, 0);
  }

  @Test
  void withoutAReportTheLastOneStays() {
    nodes.hidraw.queue(new byte[] {1, 2});
    assertThat(buffer.read(nodes.hidraw)).isEqualTo(2);
    assertThat(buffer.read(nodes.hidraw)).isEqualTo(-HidErrno.EAGAIN);
    assertThat(first(3)).containsExactly(1, 2, 0);
  }
}
