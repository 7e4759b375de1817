package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream of events of whole replays: how events are related. */
class EventStreamTest {
  private static final ExampleReplay CLICKS =
      new ExampleReplay("rollermouse-double-click", "rollermouse.hid");

  private static <E extends KernelEvent> List<E> only(List<KernelEvent> events, Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "rollermouse-double-click, rollermouse.hid",
    "imperator-macro, imperator.hid",
    "pen-out-of-proximity, pen.hid",
    "sixaxis-reinit, sixaxis.hid"
  })
  void oneOutcomeForEachReportAndTimeGoesOn(String folder, String recording) {
    for (long seed = 0; seed < 4; seed++) {
      List<KernelEvent> events = new ExampleReplay(folder, recording).events(s -> s, seed);
      List<Long> sent =
          only(events, DeviceEvent.ReportSent.class).stream().map(r -> r.index()).toList();
      List<Long> over =
          only(events, InputOutcome.class).stream()
              .filter(o -> o.sender() == InputOutcome.Sender.DEVICE)
              .map(o -> o.at().cause().number())
              .toList();
      assertThat(over).isEqualTo(sent).isNotEmpty();
      assertThat(only(events, ReplayStart.class)).hasSize(1);
      assertThat(events.getLast()).isInstanceOf(ReplayEnd.class);
      int start = events.indexOf(only(events, ReplayStart.class).getFirst());
      long last = 0;
      for (KernelEvent event : events.subList(start + 1, events.size())) {
        assertThat(event.at().nanos()).isGreaterThanOrEqualTo(last);
        last = event.at().nanos();
      }
      // What begins ends.
      assertThat(only(events, ProgramEvent.RunEnded.class).stream().map(r -> r.run()).sorted())
          .isEqualTo(
              only(events, ProgramEvent.RunBegan.class).stream()
                  .map(r -> r.run())
                  .sorted()
                  .toList());
      assertThat(only(events, RequestEvent.Answered.class).stream().map(r -> r.number()).sorted())
          .isEqualTo(
              only(events, RequestEvent.Asked.class).stream()
                  .map(r -> r.number())
                  .sorted()
                  .toList());
    }
  }

  /** From a click that a work item injects, over the timer that queued it, to the device's. */
  @Test
  void causesLeadBackToTheReport() {
    List<KernelEvent> events = CLICKS.events(s -> s, 0);
    Map<Long, ProgramEvent.RunBegan> runs = new HashMap<>();
    only(events, ProgramEvent.RunBegan.class).forEach(r -> runs.put(r.run(), r));
    List<InputOutcome> later =
        only(events, InputOutcome.class).stream().filter(InputOutcome::isInjectedLater).toList();
    assertThat(later).isNotEmpty();
    for (InputOutcome outcome : later) {
      assertThat(outcome.by()).isEqualTo("space_clicks");
      List<RunKind> way = new ArrayList<>();
      Cause cause = outcome.at().cause();
      while (cause.kind() == Cause.Kind.RUN) {
        ProgramEvent.RunBegan run = Objects.requireNonNull(runs.get(cause.number()));
        way.add(run.kind());
        cause = run.at().cause();
      }
      assertThat(cause.kind()).isEqualTo(Cause.Kind.REPORT);
      assertThat(way).startsWith(RunKind.WORK, RunKind.TIMER).endsWith(RunKind.HOOK);
    }
  }

  @Test
  void theOutcomeNamesTheProgramThatDropped() {
    List<InputOutcome> dropped =
        only(CLICKS.events(s -> s, 0), InputOutcome.class).stream()
            .filter(o -> o.delivered() == null)
            .toList();
    assertThat(dropped).isNotEmpty();
    assertThat(dropped)
        .extracting(InputOutcome::fate)
        .containsOnly(new InputOutcome.Dropped(InputOutcome.Stage.HOOKS, "space_clicks", -1, ""));
  }

  @Test
  void mapsWithoutUserAreToldAndFound() {
    List<KernelEvent> events = CLICKS.events(s -> s.loaderExits(true), 0);
    assertThat(only(events, CallbackEvent.WithoutUser.class)).isNotEmpty();
    assertThat(only(events, ProgramEvent.Found.class))
        .extracting(f -> f.finding().kind())
        .contains(FindingKind.TIMERS_WITHOUT_USER);
  }

  /** Programs ask the pad; each request has a cause, and hooks would have it as theirs. */
  @Test
  void requestsTellWhoAsks() {
    List<KernelEvent> events = new ExampleReplay("sixaxis-reinit", "sixaxis.hid").events(s -> s, 0);
    Map<Long, ProgramEvent.RunBegan> runs = new HashMap<>();
    only(events, ProgramEvent.RunBegan.class).forEach(r -> runs.put(r.run(), r));
    List<RequestEvent.Asked> asked =
        only(events, RequestEvent.Asked.class).stream().filter(a -> a.type() != null).toList();
    assertThat(asked).isNotEmpty();
    for (RequestEvent.Asked request : asked) {
      assertThat(request.at().cause().kind()).isEqualTo(Cause.Kind.RUN);
      assertThat(runs.get(request.at().cause().number()))
          .extracting(run -> Objects.requireNonNull(run).kind())
          .isEqualTo(RunKind.WORK);
      assertThat(request.at().device()).isPositive();
    }
    assertThat(only(events, DeviceEvent.StateEntered.class)).isNotEmpty();
  }

  @Test
  void theDescriptorAndWhoFixedIt() {
    List<KernelEvent> events =
        new ExampleReplay("imperator-macro", "imperator.hid").events(s -> s, 0);
    List<DeviceEvent.DescriptorFixed> fixed = only(events, DeviceEvent.DescriptorFixed.class);
    assertThat(fixed.getFirst().program()).isEmpty();
    assertThat(fixed.getFirst().after()).isEqualTo(fixed.getFirst().before());
    ReplayStart start = only(events, ReplayStart.class).getFirst();
    assertThat(fixed.getLast().after()).isEqualTo(start.descriptorAfter());
    assertThat(fixed.getLast().program().isEmpty())
        .isEqualTo(java.util.Arrays.equals(start.descriptorBefore(), start.descriptorAfter()));
  }
}
