package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuedSinkTest {
  private final List<Long> seen = new CopyOnWriteArrayList<>();

  private static KernelEvent event(long number) {
    return new ReplayEnd(new Stamp(number, 0, 0, Cause.NONE, 0), number);
  }

  @Test
  void viewSeesAllInTheirOrder() {
    CountDownLatch idle = new CountDownLatch(1);
    QueuedSink queue = new QueuedSink(e -> seen.add(e.at().nanos()), idle::countDown);
    LongStream.range(0, 1_000).forEach(i -> queue.event(event(i)));
    queue.close();
    assertThat(seen).containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
    assertThat(idle.getCount()).isZero();
    assertThat(queue.lost()).isZero();
  }

  @Test
  void whatASlowViewDoesNotSeeIsCounted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    QueuedSink queue =
        new QueuedSink(
            e -> {
              entered.countDown();
              await(go);
              seen.add(e.at().nanos());
            },
            () -> {});
    queue.event(event(0));
    entered.await();
    LongStream.range(1, 20_001).forEach(i -> queue.event(event(i)));
    assertThat(queue.lost()).isEqualTo(20_000 - 8_192);
    go.countDown();
    queue.close();
    assertThat(seen).hasSize(8_193);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
