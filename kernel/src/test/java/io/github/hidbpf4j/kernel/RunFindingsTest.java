package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Findings at run time: programs that have them and similar ones that do not, {@code
 * testdata/findings}.
 */
class RunFindingsTest {
  private static LoadedObject start(AsyncDevice d, String name) {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/findings", name + ".bpf.o");
    LoadedObject o;
    try {
      o =
          d.kernel.load(
              BpfObject.open(name, Files.readAllBytes(file)), LoadOptions.forDevice(d.device.id()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(o.probe(d.device).accepted()).isTrue();
    for (String ops : o.ops().keySet()) {
      assertThat(o.attach(ops)).isZero();
    }
    d.clock.settle();
    return o;
  }

  private record Case(
      String name, FindingKind kind, BiConsumer<AsyncDevice, LoadedObject> events) {}

  private static final Stream<Case> CASES =
      Stream.of(
          new Case(
              "reinjection_loop",
              FindingKind.REINJECTION_LOOP,
              (d, o) -> {
                d.input(1, 2, 3, 4, 5, 6);
                d.advance(60_000);
              }),
          new Case(
              "event_buffer_overwritten",
              FindingKind.EVENT_BUFFER_OVERWRITTEN,
              (d, o) -> d.input(1, 2, 3, 4, 5, 6)),
          new Case(
              "busy_ignored",
              FindingKind.BUSY_IGNORED,
              (d, o) -> {
                d.input(1, 2, 3, 4, 5, 6);
                // Something else works on the device's input while the device takes its time.
                d.kernel.process(
                    "holder",
                    () -> {
                      assertThat(d.device.acquireInputLock()).isZero();
                      d.clock.sleep(5_000_000);
                      d.device.releaseInputLock();
                    });
                d.advance(20);
              }),
          new Case(
              "start_after_cancel",
              FindingKind.START_AFTER_CANCEL,
              (d, o) -> {
                d.input(1, 1, 0, 0, 0, 0);
                d.advance(5);
                d.input(1, 0, 0, 0, 0, 0);
                d.input(1, 1, 0, 0, 0, 0);
                d.advance(5);
              }),
          new Case(
              "sleep_in_timer_callback",
              FindingKind.SLEEP_IN_TIMER_CALLBACK,
              (d, o) -> {
                d.advance(50);
                assertThat(AsyncDevice.u32(o, "answered")).isEqualTo(4);
              }),
          new Case(
              "result_below_errno_range",
              FindingKind.RESULT_BELOW_ERRNO_RANGE,
              (d, o) -> {
                d.input(1, 9, 0, 0, 0, 0);
                assertThat(d.out).isEmpty();
              }),
          new Case("input_report_deadlock", FindingKind.INPUT_REPORT_DEADLOCK, (d, o) -> {}),
          new Case(
              "timers_without_user",
              FindingKind.TIMERS_WITHOUT_USER,
              (d, o) -> {
                d.input(1, 0, 0, 0, 0, 0);
                o.releaseMaps();
                d.advance(5);
                d.input(1, 0, 0, 0, 0, 0);
                d.advance(5);
              }),
          new Case(
              "oversized_input",
              FindingKind.OVERSIZED_INPUT,
              (d, o) -> d.input(java.util.stream.IntStream.range(3, 104).toArray())));

  @TestFactory
  Stream<DynamicTest> programsAndTheirTwins() {
    return CASES.flatMap(
        c ->
            Stream.of(
                DynamicTest.dynamicTest(
                    c.name(),
                    () -> {
                      AsyncDevice d = new AsyncDevice("6.12");
                      c.events().accept(d, start(d, c.name()));
                      assertThat(d.findings).isNotEmpty();
                      assertThat(d.findings).extracting(f -> f.kind()).containsOnly(c.kind());
                    }),
                DynamicTest.dynamicTest(
                    c.name() + "-fixed",
                    () -> {
                      AsyncDevice d = new AsyncDevice("6.12");
                      c.events().accept(d, start(d, c.name() + "-fixed"));
                      assertThat(d.findings).isEmpty();
                    })));
  }

  @Test
  void anEndlessLoopEnds() {
    AsyncDevice d = new AsyncDevice("6.12");
    start(d, "reinjection_loop");
    d.input(1, 2, 3, 4, 5, 6);
    d.advance(60_000);
    assertThat(d.clock.stuckRuns()).isEmpty();
    d.findings.clear();
    d.input(1, 7, 0, 0, 0, 0);
    d.advance(10);
    assertThat(d.findings).as("a report of the device begins anew").isEmpty();
  }
}
