package io.github.hidbpf4j.hid.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of device models: what it accepts, what it refuses and where. */
class DeviceModelTest {
  static final String EVERYTHING =
      """
      # A device that uses the whole language.
      report feature 0x03: 03 00 ff   # kept
      report feature 4: 04 01
      on get any any: silent
      on open: goto awake
      on close: goto asleep
      state asleep, mute
        on enter: wait 20 ms; input 01 00
        on recorded 01 ?? ..: goto awake
        on get feature 0xf2, times 3: wait 1 ms to 5 ms; error EPIPE
        on get feature 0xf2: reply f2 01 02; goto awake
      state awake:
        on set feature 0xf4 f4 42 ..: wait 0.5ms; ok
        on set output any: stored
        on set feature 9: error 99
        on output 10 ?? 00: wait 2ms
          input 10 @1 01; wait 1 us;
          input 10 @1 02
        on get feature 3: stored
        on every 10 ms, times 5: input 02 aa
        on after 1 min: input 02 bb
        on idle 5 s: goto asleep
      """;

  static DeviceModel parse(String text) {
    return DeviceModel.parse("test.model", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsTheWholeLanguage() {
    DeviceModel model = parse(EVERYTHING);
    assertThat(model.reports()).extracting(StoredReport::id).containsExactly(3, 4);
    assertThat(model.always()).hasSize(3);
    assertThat(model.states()).extracting(ModelState::name).containsExactly("asleep", "awake");
    assertThat(model.states().getFirst().mute()).isTrue();
    ModelRule output = model.states().get(1).rules().get(3);
    assertThat(output.line()).isEqualTo(16);
    assertThat(output.actions())
        .containsExactly(
            new ModelAction.Wait(2_000_000, 2_000_000),
            new ModelAction.Input(
                new ByteTemplate(List.of(0x10, ByteTemplate.FROM_REQUEST + 1, 1))),
            new ModelAction.Wait(1_000, 1_000),
            new ModelAction.Input(
                new ByteTemplate(List.of(0x10, ByteTemplate.FROM_REQUEST + 1, 2))));
  }

  @Test
  void writesWhatItReads() {
    String text = parse(EVERYTHING).toText();
    assertThat(parse(text).toText()).isEqualTo(text);
    assertThat(text).contains("on get feature 0xf2, times 3: wait 1 ms to 5 ms; error EPIPE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on got feature 1: ok | 1: found 'got', expected get",
        "frobnicate | 1: found 'frobnicate', expected 'report', 'state' or 'on'",
        "on get feature 256: silent | 1: found '256', expected a report id",
        "on get feature 0x1: | 1: no answer",
        "on get feature 1: wait 1 ms | 1: no answer",
        "on get feature 1: ok | 1: a get is answered by",
        "on set feature 1: reply 01 | 1: a set is answered by",
        "on get feature 1: silent; silent | 1: 2 answers",
        "on output: ok | 1: 'on output' is not a request",
        "on output: | 1: a rule without steps",
        "on get feature 1: reply 1 | 1: found '1', expected a byte",
        "on get feature 1: reply @1 | 1: @1: no report came",
        "on every 1 us: input 01 | 1: found '1', expected a time from 100 us",
        "on after 99999999 min: input 01 | 1: found '99999999', expected a time",
        "on after 5: input 01 | 1: found '5', expected a time",
        "on open: goto nowhere | 1: goto nowhere: no such state",
        "on open: wait 5 ms to 1 ms | 1: wait: the second time is less",
        "on enter, times 0: input 01 | 1: found '0', expected how many",
        "on get feature 1: error EFOO | 1: found 'EFOO', expected an errno",
        "on get feature 1: error 5000 | 1: found '5000', expected an errno",
        "state a b | 1: found 'b', expected the end of the line",
        "state 1 | 1: found '1', expected a name",
        "report feature 1: | 1: a report without bytes",
        "report feature 1: 02 00 | 1: the bytes of report 0x01 begin with 02, expected its id",
        "report any 1: 01 | 1: found 'any', expected a report type",
        "'' | 1: empty",
        "on open: input | 1: input without bytes",
        "on open: input 01 goto x | 1: found 'goto', expected a byte",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("test.model:" + message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesDoublesAndEndlessEntering() {
    assertThatThrownBy(() -> parse("state a\nstate b\nstate a\n"))
        .hasMessage("test.model:3: duplicate state a, first on line 1");
    assertThatThrownBy(() -> parse("report feature 1: 01\nreport feature 1: 02\n"))
        .hasMessageContaining(":2: duplicate report feature 0x01");
    assertThatThrownBy(
            () -> parse("state a\non enter: goto b\nstate b\non enter: wait 1 us; goto a\n"))
        .hasMessageContaining(":4: state a leads back to itself");
    assertThat(parse("state a\non enter: goto b\nstate b\non enter: wait 1 ms; goto a\n").states())
        .hasSize(2);
    assertThatThrownBy(() -> DeviceModel.parse("x", new byte[DeviceModel.MAX_SIZE + 1]))
        .hasMessageContaining("x:1: 1048577 bytes, expected at most 1048576");
    assertThatThrownBy(() -> parse("on open: input " + "00 ".repeat(4097)))
        .hasMessageContaining("more than 4096 bytes");
    assertThatThrownBy(() -> parse("on open: input 00\n".repeat(1025)))
        .hasMessageContaining(":1025: more than 1024 rules");
  }

  /** No circle, but no end either: each state goes twice to the next one. */
  @Test
  void refusesManyStatesAtOneInstant() {
    StringBuilder doubling = new StringBuilder();
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      doubling.append("state s%d\non enter: goto s%d; goto s%d\n".formatted(i, i + 1, i + 1));
      chain.append("state s%d\non enter: goto s%d\n".formatted(i, i + 1));
    }
    assertThatThrownBy(() -> parse(doubling + "state s60\n"))
        .hasMessage(
            "test.model:110: enters more than 100 states at one instant: put a wait of at least 100 us before a goto");
    assertThat(parse(chain + "state s60\n").states()).hasSize(61);
    String request = "on get any any: reply 00; goto s0; %sgoto s0\n";
    assertThatThrownBy(() -> parse(request.formatted("") + chain + "state s60\n"))
        .hasMessageStartingWith("test.model:1: enters more than 100 states");
    assertThat(parse(request.formatted("wait 1 ms; ") + chain + "state s60\n").states())
        .hasSize(61);
  }

  /** What the parser refuses cannot be built around it. */
  @Test
  void aModelBuiltInCodeIsCheckedAsWell() {
    ModelRule toB =
        new ModelRule(3, new ModelTrigger.Enter(), 0, List.of(new ModelAction.Goto("b")));
    ModelRule toA =
        new ModelRule(5, new ModelTrigger.Enter(), 0, List.of(new ModelAction.Goto("a")));
    ModelState a = new ModelState("a", false, List.of(toB));
    assertThatThrownBy(
            () ->
                new DeviceModel(
                    List.of(), List.of(), List.of(a, new ModelState("b", false, List.of(toA)))))
        .hasMessageStartingWith("device model:5: state a leads back to itself");
    assertThatThrownBy(() -> new DeviceModel(List.of(), List.of(), List.of(a)))
        .hasMessage("device model:3: goto b: no such state");
    assertThatThrownBy(() -> new DeviceModel(List.of(), List.of(), List.of()))
        .hasMessage("device model:1: no state, expected at least one");
  }

  /** A damaged model is refused with its line, or runs for a bounded while. */
  @Test
  void survivesDamage() {
    byte[] original = EVERYTHING.getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(4);
    int run = 0;
    for (int i = 0; i < Fixtures.mutations(); i++) {
      byte[] damaged = Fixtures.mutate(original, random);
      DeviceModel model;
      try {
        model = DeviceModel.parse("damaged", damaged);
      } catch (HidException e) {
        assertThat(e.getMessage()).as("mutation %d", i).matches("damaged:[0-9]+: [^\\n]*");
        continue;
      }
      run++;
      assertThat(parse(model.toText()).toText()).as("mutation %d", i).isEqualTo(model.toText());
      VirtualClock clock = new VirtualClock(i);
      ModelDevice device = new ModelDevice(clock, model, i, r -> {}, ModelObserver.NONE);
      device.start();
      device.lifecycle(TransportCall.OPEN);
      for (int step = 0; step < 20; step++) {
        device.getReport(0xf2, ReportType.FEATURE, 64);
        device.setReport(0xf4, ReportType.FEATURE, new byte[] {(byte) 0xf4, 0x42, 0});
        device.output(new byte[] {0x10, 7, 0});
        device.recorded(new byte[] {1, 2});
        clock.advance(100_000_000);
      }
      device.stop();
    }
    assertThat(run).isPositive();
  }
}
