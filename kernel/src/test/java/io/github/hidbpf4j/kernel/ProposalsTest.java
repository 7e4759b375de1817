package io.github.hidbpf4j.kernel;

import static io.github.hidbpf4j.kernel.AsyncDevice.s64;
import static io.github.hidbpf4j.kernel.AsyncDevice.u32;
import static io.github.hidbpf4j.kernel.AsyncDevice.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deferred work in the proposals of 2024, each under its profile. */
class ProposalsTest {
  private static final int EINVAL = -22;
  private static final int EDEADLK = -35;

  // ---- RFC v1: hid_bpf_schedule_delayed_work

  @Test
  void delayedWorkRunsInProcessContextWhenItIsDue() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("delayed_work.bpf.o", Map.of());
    d.attach(o, "defer", "notify");
    d.input(1, 42, 0, 0, 0, 0);
    assertThat(u32(o, "seen_count")).isEqualTo(1);
    assertThat(u32(o, "seen")).isEqualTo(42);
    d.input(1, 53, 10, 0, 0, 0);
    d.advance(99);
    assertThat(u32(o, "seen_count")).isEqualTo(1);
    d.advance(1);
    assertThat(variable(o, "seen").getInt(4)).isEqualTo(53);
    assertThat(u32(o, "data_in_offload")).as("there is no event to look at").isZero();
    assertThat(d.out).as("held back for good").isEmpty();
    assertThat(d.findings).isEmpty();
  }

  @Test
  void whatIsScheduledKeepsItsDeadline() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("delayed_work.bpf.o", Map.of());
    d.attach(o, "defer", "notify");
    d.input(1, 1, 5, 0, 0, 0);
    d.advance(20);
    d.input(1, 2, 5, 0, 0, 0);
    assertThat(variable(o, "scheduled").getInt(0)).isEqualTo(1);
    assertThat(variable(o, "scheduled").getInt(4)).as("was scheduled already").isZero();
    d.advance(29);
    assertThat(u32(o, "offloads")).isZero();
    d.advance(100);
    assertThat(u32(o, "offloads")).isEqualTo(1);
  }

  @Test
  void offloadProgramsRunInOrderUntilOneFails() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("delayed_work.bpf.o", Map.of("inject", 1));
    d.attach(o, "defer", "multiply", "notify", "inject");
    d.input(1, 42, 0, 0, 0, 0);
    d.advance(100);
    assertThat(u32(o, "seen_count")).isEqualTo(2);
    assertThat(variable(o, "seen").getInt(0)).isEqualTo(42);
    assertThat(variable(o, "seen").getInt(4)).isEqualTo(52);
    assertThat(d.out).containsExactly("022a00000000000000", "023400000000000000");
    assertThat(u32(o, "injected")).isZero();
    assertThat(u32(o, "offloads"))
        .as("with nothing queued the first one stops the rest")
        .isEqualTo(2);
  }

  @Test
  void withoutOffloadProgramNothingIsScheduled() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("delayed_work.bpf.o", Map.of());
    d.attach(o, "defer");
    d.input(1, 42, 0, 0, 0, 0);
    assertThat(u32(o, "scheduled")).isZero();
    assertThat(d.findings)
        .extracting(f -> f.kind())
        .containsExactly(FindingKind.NO_OFFLOAD_PROGRAM);
  }

  @Test
  void theDevicesEndCancelsItsWork() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("delayed_work.bpf.o", Map.of());
    d.attach(o, "defer", "notify");
    d.input(1, 42, 5, 0, 0, 0);
    d.kernel.process("destroy", () -> assertThat(d.uhid.destroy()).isZero());
    d.advance(200);
    assertThat(u32(o, "offloads")).isZero();
  }

  // ---- sleepable timer callbacks

  private static LoadedObject timer(AsyncDevice d, String version) {
    LoadedObject o = d.load("sleepable_timer_" + version + ".bpf.o", Map.of());
    assertThat(o.runSyscall("setup", new byte[8]).context()).containsOnly(0);
    d.attach(o, "event");
    return o;
  }

  @ParameterizedTest
  @CsvSource({"212, 5000000", "v2, 5000000", "v3, 5000000", "v4, 0", "v5, 0", "v6, 5000000"})
  void aSleepableCallbackTalksToTheDeviceAndInjects(String version, long delay) {
    AsyncDevice d = new AsyncDevice("rfc-" + version);
    LoadedObject o = timer(d, version);
    long begin = d.clock.now();
    d.input(1, 99, 0, 0, 0, 0);
    assertThat(s64(o, "set_result")).isZero();
    assertThat(s64(o, "start_result")).isZero();
    d.advance(100);
    assertThat(s64(o, "sleepable_runs")).isEqualTo(1);
    assertThat(s64(o, "fired_at")).isEqualTo(begin + delay);
    assertThat(s64(o, "request_result")).isEqualTo(4);
    assertThat(s64(o, "inject_result")).isZero();
    assertThat(s64(o, "self_cancel_result")).isEqualTo(EDEADLK);
    assertThat(d.out).containsExactly("026300000000000000");
  }

  @ParameterizedTest
  @CsvSource({"212", "v2", "v6"})
  void cancelDropsASleepableCallbackToo(String version) {
    AsyncDevice d = new AsyncDevice("rfc-" + version);
    LoadedObject o = timer(d, version);
    d.input(1, 99, 0, 0, 0, 0);
    d.input(1, 99, 1, 0, 0, 0);
    assertThat(s64(o, "cancel_result")).isEqualTo(1);
    assertThat(s64(o, "start_result")).isEqualTo(EINVAL);
    d.advance(100);
    assertThat(s64(o, "sleepable_runs")).isZero();
    d.input(1, 99, 0, 0, 0, 0);
    d.advance(100);
    assertThat(s64(o, "sleepable_runs")).as("set again from the hook").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"212, 0, 1", "v2, 0, 1", "v6, -22, 0"})
  void settingOneKindOfCallbackClearsTheOther(String version, long result, long runs) {
    AsyncDevice d = new AsyncDevice("rfc-" + version);
    LoadedObject o = timer(d, version);
    d.input(1, 99, 0, 0, 0, 0);
    d.input(1, 99, 2, 0, 0, 0);
    assertThat(s64(o, "plain_result")).isEqualTo(result);
    d.advance(100);
    assertThat(s64(o, "plain_runs")).isEqualTo(runs);
    assertThat(s64(o, "sleepable_runs")).isEqualTo(1 - runs);
  }

  @Test
  void inV5TheFlagOfStartMustFitTheCallback() {
    AsyncDevice d = new AsyncDevice("rfc-v5");
    LoadedObject o = timer(d, "v5");
    d.input(1, 99, 3, 0, 0, 0);
    assertThat(s64(o, "set_result")).isZero();
    assertThat(s64(o, "start_result")).isEqualTo(EINVAL);
    d.input(1, 99, 2, 0, 0, 0);
    assertThat(s64(o, "plain_result")).isZero();
    assertThat(s64(o, "start_result")).isZero();
    d.advance(10);
    assertThat(s64(o, "plain_runs")).isEqualTo(1);
    assertThat(s64(o, "sleepable_runs")).isZero();
  }

  @Test
  void inV4AStartWithoutTheFlagGoesThroughTheTimer() {
    AsyncDevice d = new AsyncDevice("rfc-v4");
    LoadedObject o = timer(d, "v4");
    long begin = d.clock.now();
    d.input(1, 99, 3, 0, 0, 0);
    assertThat(s64(o, "start_result")).isZero();
    d.advance(10);
    assertThat(s64(o, "sleepable_runs")).isEqualTo(1);
    assertThat(s64(o, "fired_at")).isEqualTo(begin + 1000);
  }

  // ---- the strategy of a work queue

  @Test
  void theStrategyOfAWorkQueueIsAFlag() {
    AsyncDevice d = new AsyncDevice("6.12-wq-bh");
    LoadedObject o = d.load("strategy.bpf.o", Map.of());
    d.attach(o, "strategies");
    d.input(1, 0, 0, 0, 0, 0);
    assertThat(variable(o, "results").getLong(0)).isZero();
    assertThat(variable(o, "results").getLong(16))
        .as("another strategy than at init")
        .isEqualTo(EINVAL);
    assertThat(variable(o, "results").getLong(24)).isZero();
    assertThat(variable(o, "results").getLong(40)).isZero();
    assertThat(u32(o, "runs")).as("started twice, run once").isEqualTo(1);
    assertThat(variable(o, "order").getInt(0)).as("softirq before process context").isEqualTo(1);
    assertThat(variable(o, "order").getInt(4)).isEqualTo(2);
    d.advance(10);
    assertThat(u32(o, "answered")).isEqualTo(4);
  }

  @Test
  void aCallbackInSoftirqContextMayNotSleep() {
    AsyncDevice d = new AsyncDevice("6.12-wq-bh");
    assertThatThrownBy(() -> d.load("strategy_sleeps.bpf.o", Map.of()))
        .hasMessageContaining("program must be sleepable to call sleepable kfunc");
    AsyncDevice without = new AsyncDevice("6.12");
    LoadedObject o = without.load("strategy.bpf.o", Map.of());
    without.attach(o, "strategies");
    without.input(1, 0, 0, 0, 0, 0);
    assertThat(variable(o, "results").getLong(0)).as("no such flag in 6.12").isEqualTo(EINVAL);
  }

  // ---- sleepable tail calls

  @Test
  void sleepableProgramsMayCallEachOther() {
    AsyncDevice d = new AsyncDevice("rfc-v1");
    LoadedObject o = d.load("tail_calls.bpf.o", Map.of());
    d.attach(o, "event", "first");
    d.input(1, 0, 0, 0, 0, 0);
    d.advance(10);
    assertThat(u32(o, "mark")).isEqualTo(7);
    assertThat(u32(o, "answer")).isEqualTo(4);
    assertThat(u32(o, "after")).as("the call does not return").isZero();
    AsyncDevice later = new AsyncDevice("rfc-v2");
    assertThatThrownBy(() -> later.load("tail_calls.bpf.o", Map.of()))
        .isInstanceOf(io.github.hidbpf4j.bpf.BpfException.class);
  }

  // ---- an injection that does not wait

  @Test
  void untilLinux610AnInjectionIsAnsweredWithBusy() throws java.io.IOException {
    AsyncDevice d = new AsyncDevice("rfc-v2");
    LoadedObject o = d.loadSelftest("deferred_v2.bpf.o");
    assertThat(o.runSyscall("setup", new byte[8]).context()).containsOnly(0);
    d.attach(o, "defer_two");
    d.input(1, 2, 3, 4, 5, 6);
    d.kernel.process(
        "holder",
        () -> {
          assertThat(d.device.acquireInputLock()).isZero();
          d.clock.sleep(8_000_000);
          d.device.releaseInputLock();
        });
    assertThat(s64(o, "busy")).as("tried again every 5 us").isPositive();
    assertThat(d.out).isEmpty();
    d.advance(50);
    assertThat(s64(o, "injected")).isZero();
    assertThat(d.out).hasSize(2);
    assertThat(d.findings).as("the program looks at the answer").isEmpty();
  }
}
