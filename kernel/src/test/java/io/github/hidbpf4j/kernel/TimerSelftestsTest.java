package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The behaviour checked by the kernel's own tests of bpf_timer (Linux 6.12, {@code timer.c}, {@code
 * timer_mim.c}, {@code timer_crash.c}, {@code timer_lockup.c}, {@code timer_failure.c}, {@code
 * async_stack_depth.c}), with our own programs. Methods are named after the kernel's programs.
 */
class TimerSelftestsTest {
  private static final int EINVAL = -22;
  private static final int EDEADLK = -35;
  private static final long MS = 1_000_000;

  private final AsyncDevice d = new AsyncDevice("6.12");

  private LoadedObject timers() throws IOException {
    return d.loadSelftest("timers.bpf.o");
  }

  private static int run(LoadedObject o, String program) {
    RuntimeObject.SyscallResult run = o.runSyscall(program, new byte[8]);
    assertThat(run.error()).isZero();
    return run.result();
  }

  private static long s64(LoadedObject o, String variable) {
    return AsyncDevice.s64(o, variable);
  }

  /** An array's timer starts one of an LRU map, whose callback has its own element evicted. */
  @Test
  void test1() throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, "start_array")).isZero();
    d.clock.settle();
    assertThat(s64(o, "array_runs")).isEqualTo(1);
    assertThat(s64(o, "array_restart")).isZero();
    assertThat(s64(o, "lru_start")).isZero();
    assertThat(s64(o, "lru_runs")).isEqualTo(1);
    assertThat(s64(o, "evictions")).as("until the own element was reused").isBetween(4L, 99L);
    assertThat(s64(o, "evicted_cancel")).isEqualTo(EINVAL);
    d.clock.advance(34_359 * MS);
    assertThat(s64(o, "array_runs")).isEqualTo(1);
    d.clock.advance(MS);
    assertThat(s64(o, "array_runs")).as("armed by its own callback").isEqualTo(2);
  }

  /** Timers of hash maps: replaced and deleted with their elements, cancelled from callbacks. */
  @Test
  void test2() throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, "start_array")).isZero();
    d.clock.settle();
    assertThat(run(o, "start_hashes")).isZero();
    d.clock.advance(MS);
    assertThat(s64(o, "hash_runs")).isEqualTo(10);
    assertThat(s64(o, "malloc_runs")).isEqualTo(10);
    assertThat(s64(o, "array_cancel")).as("was armed").isEqualTo(1);
    assertThat(s64(o, "own_cancel")).isEqualTo(EDEADLK);
    assertThat(s64(o, "own_delete")).isZero();
    assertThat(s64(o, "start_after_delete")).isEqualTo(EINVAL);
    assertThat(s64(o, "malloc_cancel")).isEqualTo(EDEADLK);
    assertThat(s64(o, "malloc_delete")).isZero();
    d.clock.advance(60_000 * MS);
    assertThat(s64(o, "array_runs")).isEqualTo(1);
    assertThat(s64(o, "hash_runs") + s64(o, "malloc_runs")).isEqualTo(20);
  }

  /** Absolute deadlines. */
  @Test
  void test3() throws IOException {
    LoadedObject o = timers();
    long begin = d.clock.now();
    assertThat(run(o, "start_absolute")).isZero();
    d.clock.advance(MS);
    assertThat(s64(o, "absolute_runs")).isEqualTo(2);
    ByteBuffer at = AsyncDevice.variable(o, "absolute_at");
    assertThat(at.getLong(0)).isEqualTo(begin + 1000);
    assertThat(at.getLong(8)).isEqualTo(begin + 2000);
    d.clock.advance(34_350 * MS);
    assertThat(s64(o, "absolute_runs")).isEqualTo(2);
    d.clock.advance(10 * MS);
    assertThat(s64(o, "absolute_runs")).isEqualTo(3);
  }

  private void pinned(String program) throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, program)).isZero();
    d.clock.advance(MS);
    assertThat(s64(o, "pinned_runs")).isEqualTo(1);
    assertThat(s64(o, "cpu_in_callback")).isEqualTo(s64(o, "cpu_before"));
  }

  /** Pinned to the CPU it was started on. */
  @Test
  void test4() throws IOException {
    pinned("start_pinned_soft");
  }

  /** Pinned, with an absolute deadline. */
  @Test
  void test5() throws IOException {
    pinned("start_pinned_absolute");
  }

  /** One element is replaced, and its timer set, started and cancelled, by several at once. */
  @Test
  void race() throws IOException, InterruptedException {
    try (SystemClock clock = new SystemClock(1)) {
      Kernel kernel =
          Kernel.builder(
                  Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
              .build(clock);
      LoadedObject o = kernel.load(SelftestDevice.object("timers.bpf.o"), LoadOptions.forDevice(0));
      List<Integer> results = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      int failed = 0;
                      for (int turn = 0; turn < 500; turn++) {
                        failed |= run(o, "race");
                      }
                      synchronized (results) {
                        results.add(failed);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(results).hasSize(8).containsOnly(0);
      assertThat(run(o, "end_race")).isZero();
      assertThat(kernel.runtime().async().size()).isZero();
    }
  }

  /** Timers of an inner map, whose callbacks set each other. */
  @Test
  void mim_test1() throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, "start_inner")).isZero();
    d.clock.advance(10_000);
    ByteBuffer runs = AsyncDevice.variable(o, "inner_runs");
    assertThat(runs.getLong(8)).isEqualTo(6);
    assertThat(runs.getLong(0)).isEqualTo(5);
    assertThat(s64(o, "inner_found")).isEqualTo(6);
    assertThat(s64(o, "inner_result")).isZero();
    BpfMap inner = Objects.requireNonNull(o.maps().get("inner_hash"));
    assertThat(inner.userDelete(AsyncOps.key(1234))).isZero();
    d.clock.advance(MS);
    assertThat(AsyncDevice.variable(o, "inner_runs").getLong(8)).isEqualTo(6);
  }

  private void crash(String program, String map, boolean plain) throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, program)).as("the timer's bytes are not copied").isEqualTo(EINVAL);
    ByteBuffer value = ByteBuffer.allocate(plain ? 16 : 32).order(ByteOrder.LITTLE_ENDIAN);
    value.putLong(plain ? 0 : 8, 0xdeadcaf3L);
    BpfMap target = Objects.requireNonNull(o.maps().get(map));
    for (int i = 0; i < 3; i++) {
      assertThat(target.userUpdate(AsyncOps.key(0), value.array(), BpfMap.BPF_ANY)).isZero();
    }
    assertThat(target.userLookup(AsyncOps.key(0))).containsOnly(0);
    assertThat(run(o, program)).isEqualTo(EINVAL);
  }

  @Test
  void crash_array() throws IOException {
    crash("crash_array", "array", true);
  }

  @Test
  void crash_hash() throws IOException {
    crash("crash_hash", "hash", false);
  }

  /** Two callbacks that run at the same time cancel each other: one of them is refused. */
  @Test
  void lockup() throws IOException {
    LoadedObject o = timers();
    assertThat(run(o, "start_both")).isZero();
    d.clock.advance(50 * MS);
    assertThat(s64(o, "second_cancel")).isEqualTo(EDEADLK);
    assertThat(s64(o, "first_cancel")).as("waited for the callback's end").isZero();
    assertThat(d.clock.stuckRuns()).isEmpty();
  }

  // ---- what the verifier refuses

  private void refused(String program, String message) {
    assertThatThrownBy(() -> verify(program)).hasMessageContaining(message);
  }

  private void verify(String program) throws IOException {
    var _ =
        Verifier.verify(
            SelftestDevice.object("async_rejected.bpf.o").link(d.kernel.types()).program(program),
            d.kernel.profile(),
            d.kernel.runtime());
  }

  @Test
  void mim_reject_test1() {
    refused("timer_of_another_inner_map", "timer pointer in R1 map_uid=");
  }

  @Test
  void pseudo_call_check() {
    refused("callback_called_directly", "combined stack size of 2 calls is");
  }

  @Test
  void async_call_root_check() throws IOException {
    refused("callback_too_deep", "combined stack size of 2 calls is");
    verify("callback_with_its_own_stack");
  }

  @Test
  void test_bad_ret() {
    refused("callback_that_returns_more", "should have been in [0, 0]");
  }

  @Test
  void test_wq_init_nomap() {
    refused("init_without_map", "pointer in R2 isn't map pointer");
  }

  @Test
  void test_wq_init_wrong_map() {
    refused(
        "init_with_another_map",
        "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0");
  }

  @Test
  void test_wrong_wq_pointer() {
    refused("callback_for_a_variable", "arg#0 doesn't point to a map value");
  }

  @Test
  void test_wrong_wq_pointer_offset() {
    refused(
        "callback_beside_the_work_queue", "off 1 doesn't point to 'struct bpf_wq' that is at 0");
  }
}
