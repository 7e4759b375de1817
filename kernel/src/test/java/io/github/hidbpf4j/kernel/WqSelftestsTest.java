package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * The behaviour checked by the kernel's own tests of bpf_wq (Linux 6.12, {@code wq.c}), with our
 * own programs: a work queue in each kind of map, whose callback queries a slow device. Methods are
 * named after the kernel's programs; the refusals of {@code wq_failures.c} are in {@link
 * TimerSelftestsTest}.
 */
class WqSelftestsTest {
  private static final int ANSWER = 4;

  private final AsyncDevice d = new AsyncDevice("6.12");

  private LoadedObject fromHook(int which) throws IOException {
    LoadedObject o = d.loadSelftest("works.bpf.o");
    d.attach(o, "works");
    d.input(1, which, 0, 0, 0, 0);
    return o;
  }

  private void answered(LoadedObject o, int which) {
    assertThat(AsyncDevice.variable(o, "started").getLong(8 * which)).isZero();
    assertThat(AsyncDevice.variable(o, "answered").getLong(8 * which))
        .as("the device has not answered yet")
        .isZero();
    d.clock.advance(AsyncDevice.LATENCY);
    ByteBuffer answered = AsyncDevice.variable(o, "answered");
    for (int i = 0; i < 8; i++) {
      assertThat(answered.getLong(8 * i)).isEqualTo(i == which ? ANSWER : 0);
    }
    assertThat(d.findings).isEmpty();
  }

  @Test
  void test_call_array_sleepable() throws IOException {
    answered(fromHook(0), 0);
  }

  @Test
  void test_syscall_array_sleepable() throws IOException {
    LoadedObject o = d.loadSelftest("works.bpf.o");
    assertThat(o.runSyscall("start_from_syscall", new byte[8]).error()).isZero();
    d.clock.settle();
    answered(o, 1);
  }

  @Test
  void test_call_hash_sleepable() throws IOException {
    answered(fromHook(2), 2);
  }

  @Test
  void test_call_hash_malloc_sleepable() throws IOException {
    answered(fromHook(3), 3);
  }

  @Test
  void test_call_lru_sleepable() throws IOException {
    answered(fromHook(4), 4);
  }
}
