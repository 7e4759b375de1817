package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  @Test
  void tasksRunInOrderOnOneDaemonThread() throws InterruptedException {
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CountDownLatch over = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      int number = i;
      Background.run(
          () -> {
            order.add(number);
            threads.add(Thread.currentThread());
            over.countDown();
          });
    }
    over.await();
    assertThat(order).hasSize(50).isSorted();
    assertThat(threads.stream().distinct()).hasSize(1);
    assertThat(threads.getFirst().isDaemon()).isTrue();
    assertThat(threads.getFirst()).isNotSameAs(Thread.currentThread());
  }
}
