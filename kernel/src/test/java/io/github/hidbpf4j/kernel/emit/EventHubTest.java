package io.github.hidbpf4j.kernel.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.FoldingSink;
import io.github.hidbpf4j.kernel.event.FoldingSink.Fold;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sinks get which events. */
class EventHubTest {
  private final VirtualClock clock = new VirtualClock(0);
  private final List<String> heard = new ArrayList<>();

  private static Stamp at(long nanos, int chain) {
    return new Stamp(nanos, 1, 0, Cause.NONE, chain);
  }

  private static String text(KernelEvent event) {
    return switch (event) {
      case ProgramEvent.Printk printk -> printk.line();
      case ProgramEvent.Folded folded -> folded.count() + " at " + folded.at().nanos();
      case ProgramEvent.Found found -> found.finding().kind().id();
      default -> event.getClass().getSimpleName();
    };
  }

  @Test
  void sinksHearInTheirOrderUntilItIsClosed() {
    EventHub hub =
        new EventHub(
            clock,
            List.of(e -> heard.add("first " + text(e)), e -> heard.add("second " + text(e))));
    RunEvents runs = new RunEvents(hub);
    runs.printk("p", "a");
    runs.printk("p", "b");
    hub.close();
    runs.printk("p", "c");
    runs.found(new Finding(FindingKind.EVENT_LOST, "p", ""));
    assertThat(heard).containsExactly("first a", "second a", "first b", "second b");
    assertThat(hub.isOn()).isFalse();
    assertThat(hub.wantsFindings()).isFalse();
  }

  @Test
  void findingsAloneTurnNothingElseOn() {
    EventHub hub =
        new EventHub(clock, List.of(EventSink.ofFindings(f -> heard.add(f.kind().id()))));
    assertThat(hub.isOn()).isFalse();
    RunEvents runs = new RunEvents(hub);
    runs.printk("p", "a");
    runs.began(RunKind.HOOK, "p", "hook");
    runs.found(new Finding(FindingKind.EVENT_LOST, "p", ""));
    assertThat(heard).containsExactly("event-lost");
    assertThat(new EventHub(clock, List.of()).wantsFindings()).isFalse();
  }

  /** Runs at hooks are reported if a sink wants them; callbacks always. */
  @Test
  void runsAtHooksAreToldWhereOneWantsThem() {
    EventSink indifferent =
        new EventSink() {
          @Override
          public void event(KernelEvent event) {
            heard.add(text(event) + " of " + event.at().run());
          }

          @Override
          public boolean wantsHookRuns() {
            return false;
          }
        };
    run(new EventHub(clock, List.of(indifferent)));
    assertThat(heard)
        .containsExactly("in hook of 0", "RunBegan of 0", "in timer of 1", "RunEnded of 0");
    heard.clear();
    run(new EventHub(clock, List.of(indifferent, e -> {})));
    assertThat(heard)
        .containsExactly(
            "RunBegan of 0",
            "in hook of 1",
            "RunEnded of 0",
            "RunBegan of 0",
            "in timer of 2",
            "RunEnded of 0");
    heard.clear();
    run(new EventHub(clock, List.of(new FoldingSink(indifferent, _ -> Fold.PASS))));
    assertThat(heard).as("who passes on wants what the next one wants").hasSize(4);
  }

  private static void run(EventHub hub) {
    RunEvents runs = new RunEvents(hub);
    runs.began(RunKind.HOOK, "p", "hook");
    runs.printk("p", "in hook");
    runs.ended(RunKind.HOOK, "p", "hook", 0);
    runs.callbackBegan(
        RunKind.TIMER,
        "p",
        "map",
        "callback",
        Cause.NONE,
        new ProgramEvent.Callback(AsyncKind.TIMER, 0, 0));
    runs.printk("p", "in timer");
    runs.ended(RunKind.TIMER, "p", "map", 0);
  }

  @Test
  void stampsTellTheRunAndItsCause() {
    List<KernelEvent> events = new ArrayList<>();
    EventHub hub = new EventHub(clock, List.of(events::add));
    RunEvents runs = new RunEvents(hub);
    CallbackEvents callbacks = new CallbackEvents(hub, runs);
    runs.began(RunKind.HOOK, "p", "hook");
    callbacks.started(AsyncKind.TIMER, "p", "t[1]", "f", 7);
    runs.ended(RunKind.HOOK, "p", "hook", 0);
    callbacks.began(AsyncKind.TIMER, "p", "t[1]", "f", 7, 0);
    runs.printk("p", "in the callback");
    callbacks.ended(AsyncKind.TIMER, "p", "t[1]");
    runs.printk("p", "outside");
    assertThat(events)
        .extracting(e -> e.at().run() + " " + e.at().cause().kind() + e.at().cause().number())
        .containsExactly("0 NONE0", "1 NONE0", "0 NONE0", "0 RUN1", "2 RUN2", "0 NONE0", "0 NONE0");
  }

  @Test
  void whatRepeatsItselfIsCounted() {
    FoldingSink sink =
        new FoldingSink(
            e -> heard.add(text(e)),
            e ->
                e instanceof ProgramEvent.Found
                    ? Fold.INTERRUPT
                    : text(e).equals("pass")
                        ? Fold.PASS
                        : text(e).equals("part") ? Fold.OMIT : Fold.COUNT);
    int many = FoldingSink.FOLDED_AFTER + 1;
    sink.event(new ProgramEvent.Printk(at(1, many - 1), "p", "a"));
    sink.event(new ProgramEvent.Printk(at(2, many), "p", "b"));
    sink.event(new ProgramEvent.Printk(at(3, many), "p", "part"));
    sink.event(new ProgramEvent.Printk(at(4, many), "p", "c"));
    sink.event(new ProgramEvent.Printk(at(5, many), "p", "pass"));
    sink.event(
        new ProgramEvent.Found(at(6, many), new Finding(FindingKind.EVENT_LOST, "p", "lost")));
    sink.event(new ProgramEvent.Printk(at(7, many), "p", "d"));
    sink.event(new ProgramEvent.Printk(at(8, 0), "p", "part"));
    sink.event(new ProgramEvent.Printk(at(9, 0), "p", "e"));
    sink.event(new ProgramEvent.Printk(at(10, many), "p", "f"));
    sink.finish();
    sink.finish();
    assertThat(heard)
        .containsExactly("a", "pass", "2 at 4", "event-lost", "part", "1 at 7", "e", "1 at 10");
  }
}
