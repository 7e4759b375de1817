package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.CloneEvent.GetReport;
import io.github.hidbpf4j.live.bridge.CloneEvent.Output;
import io.github.hidbpf4j.live.bridge.CloneEvent.SetReport;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CloneRequestsTest {
  private static final long MILLI = 1_000_000;

  private static final class Uhid extends FakeNode implements UhidNode {
    Uhid() {
      super("/dev/uhid");
    }

    @Override
    public int create(HidDeviceInfo info, byte[] descriptor) {
      return 0;
    }

    @Override
    public int input(MemorySegment event, int size) {
      return 0;
    }

    @Override
    public int destroy() {
      return 0;
    }
  }

  private final Uhid uhid = new Uhid();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final CountDownLatch outputs = new CountDownLatch(256);

  /** A device that answers when it is told to. */
  private final CloneRequests requests =
      new CloneRequests(
          "test",
          uhid,
          new CloneRequests.Performer() {
            @Override
            public int get(GetReport request, byte[] buffer) {
              hold();
              buffer[0] = (byte) request.reportnum();
              return 1;
            }

            @Override
            public int set(SetReport request) {
              hold();
              return 2;
            }

            @Override
            public void output(Output report) {
              outputs.countDown();
            }
          });

  private void hold() {
    begun.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    answer.countDown();
    requests.close();
  }

  private List<String> written(int count) throws InterruptedException {
    return uhid.awaitWritten(count).stream().map(HexFormat.of()::formatHex).toList();
  }

  @Test
  void answersInTheOrderInWhichTheyCame() throws Exception {
    answer.countDown();
    requests.start();
    requests.add(new GetReport(1, 7, ReportType.FEATURE), 0);
    requests.add(new SetReport(2, 7, ReportType.FEATURE, new byte[] {7, 1}), 0);
    assertThat(written(2))
        .containsExactly(
            "0a000000" + "01000000" + "0000" + "0100" + "07", "0e000000" + "02000000" + "0000");
  }

  @Test
  void lateAnswersAreErrorsAndComeOnce() throws Exception {
    requests.start();
    requests.add(new GetReport(1, 7, ReportType.FEATURE), 0);
    begun.await();
    requests.add(new SetReport(2, 7, ReportType.FEATURE, new byte[] {7, 1}), 1_000 * MILLI);
    assertThat(requests.expire(4_000 * MILLI)).isEqualTo(501);
    assertThat(uhid.written()).isEmpty();
    assertThat(requests.expire(4_500 * MILLI)).isEqualTo(1_001);
    assertThat(written(1)).containsExactly("0a000000" + "01000000" + "0500" + "0000");
    assertThat(requests.expire(5_600 * MILLI)).isEqualTo(-1);
    assertThat(written(2)).last().isEqualTo("0e000000" + "02000000" + "0500");
    assertThat(requests.late()).isEqualTo(2);

    // What the device answers now is discarded, and the next request is answered.
    answer.countDown();
    requests.add(new GetReport(3, 8, ReportType.FEATURE), 6_000 * MILLI);
    assertThat(written(3))
        .hasSize(3)
        .last()
        .isEqualTo("0a000000" + "03000000" + "0000" + "0100" + "08");
  }

  @Test
  void outputsThatTooManyWaitForAreLostAndCounted() throws Exception {
    requests.start();
    requests.add(new GetReport(1, 7, ReportType.FEATURE), 0);
    begun.await();
    for (int i = 0; i < 300; i++) {
      requests.add(new Output(ReportType.OUTPUT, new byte[] {1}), 0);
    }
    assertThat(requests.lost()).isEqualTo(44);
    answer.countDown();
    outputs.await();
  }
}
