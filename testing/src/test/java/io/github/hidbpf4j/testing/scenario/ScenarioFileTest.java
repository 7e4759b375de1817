package io.github.hidbpf4j.testing.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.model.ModelException;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenario language: the meaning of each line, and messages for invalid lines. */
class ScenarioFileTest {
  private static final Path FILE = Path.of("fixes/a.scenario");

  private static List<Scenario> parse(String text) {
    return ScenarioFile.parse(FILE, text);
  }

  private static Step step(String line) {
    return parse("device mouse.hid\n" + line + "\nexpect nothing\n").getFirst().steps().getFirst();
  }

  private static Step.Expect expect(String line) {
    return (Step.Expect)
        parse("device mouse.hid\nexpect " + line + "\n").getFirst().steps().getFirst();
  }

  @Test
  void stepsMeanThis() {
    assertThat(((Step.Send) step("send 01 fF")).report()).containsExactly(1, 0xff);
    assertThat(step("after 1.5 ms")).isEqualTo(new Step.After(2, "", 1_500_000));
    assertThat(step("detach")).isEqualTo(new Step.Detach(2, ""));
    assertThat(step("unplug")).isEqualTo(new Step.Replug(2, "", true, false));
    assertThat(step("plug")).isEqualTo(new Step.Replug(2, "", false, true));
    assertThat(step("replug  # and again")).isEqualTo(new Step.Replug(2, "", true, true));
    assertThat(step("replay")).isEqualTo(new Step.Replay(2, ""));
    assertThat(step("ignore rest")).isEqualTo(new Step.Ignore(2, ""));
    assertThat(step("ignore")).isEqualTo(new Step.Ignore(2, ""));
    assertThat(step("device answers get feature 0xf2: wait 3 ms; reply f2 00"))
        .isInstanceOfSatisfying(
            Step.Answers.class, a -> assertThat(a.rule().isReaction()).isTrue());
    RecordedRequest get = ((Step.Host) step("host get feature 0xf2 64 bytes")).request();
    assertThat(List.<Object>of(get.kind(), get.type(), get.id(), get.asked()))
        .isEqualTo(List.<Object>of(RecordedRequest.Kind.GET_REPORT, ReportType.FEATURE, 0xf2, 64));
    RecordedRequest set = ((Step.Host) step("host set feature: f4 01")).request();
    assertThat(List.<Object>of(set.kind(), set.type(), set.id()))
        .isEqualTo(List.<Object>of(RecordedRequest.Kind.SET_REPORT, ReportType.FEATURE, 0xf4));
    RecordedRequest write = ((Step.Host) step("host write 05 ff")).request();
    assertThat(List.<Object>of(write.kind(), write.id()))
        .isEqualTo(List.<Object>of(RecordedRequest.Kind.OUTPUT_REPORT, 5));
  }

  static List<Object[]> expectations() {
    BytePattern open = new BytePattern(List.of(1, BytePattern.ANY), true);
    return List.of(
        new Object[] {"01 ?? ..", new Expectation.Report(open)},
        new Object[] {"unchanged", new Expectation.Unchanged()},
        new Object[] {"dropped", new Expectation.Dropped()},
        new Object[] {"nothing", new Expectation.Nothing()},
        new Object[] {
          "fields AC Pan -1, Button 7 0",
          new Expectation.Fields(Map.of("AC Pan", "-1", "Button 7", "0"), false)
        },
        new Object[] {
          "only fields \"Wheel\" 1", new Expectation.Fields(Map.of("Wheel", "1"), true)
        },
        new Object[] {
          "evdev REL_X 1, BTN_LEFT 0", new Expectation.Evdev("", List.of("REL_X 1", "BTN_LEFT 0"))
        },
        new Object[] {
          "evdev \"A mouse\": REL_X -1", new Expectation.Evdev("A mouse", List.of("REL_X -1"))
        },
        new Object[] {"evdev nothing", new Expectation.Evdev("", List.of())},
        new Object[] {
          "request get feature 0xf2",
          new Expectation.Request(
              RecordedRequest.Kind.GET_REPORT,
              ReportType.FEATURE,
              0xf2,
              BytePattern.EVERYTHING,
              null)
        },
        new Object[] {
          "request set any any: 01 ?? .. fails",
          new Expectation.Request(RecordedRequest.Kind.SET_REPORT, null, -1, open, true)
        },
        new Object[] {
          "request output succeeds",
          new Expectation.Request(
              RecordedRequest.Kind.OUTPUT_REPORT, null, -1, BytePattern.EVERYTHING, false)
        },
        new Object[] {"answer 01 ?? ..", new Expectation.Answer(open)},
        new Object[] {"answer error", new Expectation.AnswerError()},
        new Object[] {"printk \"a: b\"", new Expectation.Printk("a: b")},
        new Object[] {"no findings", new Expectation.Found("")},
        new Object[] {"property ID_X 1", new Expectation.Property("ID_X", "1")},
        new Object[] {"attached", new Expectation.Attached(true, "")},
        new Object[] {"not attached", new Expectation.Attached(false, "")},
        new Object[] {"not attached: \"no b\"", new Expectation.Attached(false, "no b")},
        new Object[] {"loads", new Expectation.Verdict(true, "")},
        new Object[] {"refused: R1", new Expectation.Verdict(false, "R1")},
        new Object[] {"descriptor 01 ?? ..", new Expectation.Descriptor(open)},
        new Object[] {"descriptor has 01 ?? ..", new Expectation.DescriptorPart(open)},
        new Object[] {"driver hid-generic", new Expectation.Driver("hid-generic")},
        new Object[] {
          "input REL_X, REL_HWHEEL", new Expectation.Input(List.of("REL_X", "REL_HWHEEL"))
        },
        new Object[] {"variable count = 3", new Expectation.Variable("count", "3")},
        new Object[] {"snapshot", new Expectation.Snapshot()});
  }

  @ParameterizedTest
  @MethodSource("expectations")
  void expectationsMeanThis(String line, Expectation expected) {
    assertThat(expect(line)).isEqualTo(new Step.Expect(2, "", 0, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 02",
        "unchanged",
        "nothing",
        "fields Wheel 1, AC Pan 0",
        "only fields Wheel 1",
        "evdev REL_X 1, REL_Y 2",
        "evdev nothing",
        "request get any any: 01",
        "printk x"
      })
  void someMayTakeTime(String line) {
    assertThat(expect(line + ", within 20 ms"))
        .isEqualTo(new Step.Expect(2, "", 20_000_000, expect(line).expectation()));
  }

  @Test
  void whatStandsBeforeTheFirstScenarioIsCommon() {
    List<Scenario> all =
        parse(
            """
             \ufeffdevice mouse.hid index 2 model m.model
             kernel 6.11..6.13, 7.3
             property A b
             send 01
             scenario one
             fix x.bpf.o y.bpf.o
             explore 20 seeds
             expect unchanged
             scenario "the other"
             seed 4
             force
             optional m
             send 02
             expect dropped
             """
                .replace("\n", "\r\n"));
    assertThat(all).extracting(Scenario::name).containsExactly("one", "the other");
    assertThat(all).extracting(Scenario::line).containsExactly(5, 9);
    Scenario one = all.getFirst();
    assertThat(one.kernels()).containsExactly("6.11", "6.12", "6.13", "7.3");
    assertThat(one.fixes()).containsExactly(Path.of("fixes/x.bpf.o"), Path.of("fixes/y.bpf.o"));
    assertThat(one.devices())
        .containsExactly(
            new Scenario.Device(
                1, "", Path.of("fixes/mouse.hid"), 2, List.of(Path.of("fixes/m.model"))));
    assertThat(List.<Object>of(one.explore(), one.seed(), one.force()))
        .isEqualTo(List.<Object>of(20, 0L, false));
    assertThat(one.steps()).extracting(Step::line).containsExactly(4, 8);
    Scenario other = all.getLast();
    assertThat(List.<Object>of(other.explore(), other.seed(), other.force(), other.optional()))
        .isEqualTo(List.<Object>of(0, 4L, true, List.of("m")));
    assertThat(other.fixes()).isEmpty();
    assertThat(other.properties()).isEqualTo(Map.of("A", "b"));
  }

  @Test
  void severalDevicesHaveNames() {
    Scenario scenario =
        parse("device a = a.hid\ndevice b = b.hid\na send 01\nafter 1 s\nb expect nothing\n")
            .getFirst();
    assertThat(scenario.steps()).extracting(Step::device).containsExactly("a", "", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sned 01 | 2 | found 'sned', expected send, expect, after, host, device answers, detach, replug, unplug, plug, replay, ignore, scenario, fix, device, kernel, property, explore, seed, optional, force; did you mean 'send'?",
        "send | 2 | found the end of the line, expected bytes as two hex digits each",
        "send 0 | 2 | found '0', expected a byte as two hex digits",
        "send 01 .. | 2 | found '..', expected a byte as two hex digits",
        "after 20 | 2 | found '20', expected a time such as 20 ms (ns, us, ms, s or min)",
        "after 20 ms more | 2 | found 'more', expected the end of the line",
        "host ask | 2 | found 'ask', expected get, set or write",
        "host get odd 1 | 2 | found 'odd', expected a report type: input, output or feature",
        "host get input 300 | 2 | found '300', expected a report id: 0 to 255 or 0x00 to 0xff",
        "host get input 1 0 bytes | 2 | found '0', expected how many bytes to ask for: 1 to 16384",
        "device answers every 20 ms: input 01 | 2 | expected an answer to get, set, output or "
            + "recorded, without goto; what a device does by itself belongs in a model",
        "device other.hid | 2 | a second device: give them names, as in 'device mouse = mouse.hid'",
        "device b = other.hid | 2 | one of several devices without a name: 'device mouse = mouse.hid'",
        "device 1 = other.hid | 2 | device '1': expected a name of letters, digits, - and _",
        "device a = b.hid odd | 2 | found 'odd', expected 'index N', 'model FILE' or the end of the line",
        "kernel 6.99 | 2 | 6.99: no such profile, expected one of *",
        "explore 0 | 2 | found '0', expected how many seeds to try: 1 to 1000000",
        "seed x | 2 | found 'x', expected a seed: 0 to 99999999",
        "fix \"a | 2 | a text that begins with \" and does not end with one",
        "fix | 2 | the line ends too early",
        "expect | 2 | found the end of the line, expected bytes, unchanged, dropped, *",
        "expect unchange | 2 | found 'unchange', expected bytes, unchanged, dropped, *",
        "expect 01 2 | 2 | found '2', expected a byte as two hex digits, ?? or ..",
        "expect 01, 20 ms | 2 | found '20', expected 'within TIME' or the end of the line",
        "expect dropped, within 2 ms | 2 | 'within' is for reports, evdev, requests and lines of "
            + "programs",
        "expect fields Wheel | 2 | expected a field and its value, as in 'Wheel 1'",
        "expect evdev REL_Q 1 | 2 | found 'REL_Q', expected the name of an input event, as in BTN_LEFT or REL_X",
        "expect evdev REL_X one | 2 | found 'one' after REL_X, expected its value: a number",
        "expect request ask | 2 | found 'ask', expected get, set or output",
        "expect finding odd | 2 | unknown kind of finding 'odd', expected one of *",
        "expect descriptor | 2 | found the end of the line, expected bytes as two hex digits each, ?? or ..",
        "expect snapshot;send 01;expect nothing | 2 | 'expect snapshot' covers everything that "
            + "happens: expected as the last line of the scenario",
        "send 01;kernel 6.12 | 3 | fixes, devices, kernels and seeds of a scenario come before "
            + "its first step",
        "scenario a;scenario a | 3 | duplicate scenario 'a'",
        "scenario a b | 2 | found 'b', expected the end of the line",
        "scenario a;send 01 | 2 | nothing is expected: a scenario needs a line 'expect'",
        "mouse send 01 | 2 | found 'mouse', expected *",
      })
  void mistakesAreToldWithTheirLine(String text, int line, String message) {
    String begin = "fixes/a.scenario:%d: %s".formatted(line, message.replaceFirst("\\*$", ""));
    assertThatThrownBy(() -> parse("device mouse.hid\n" + text.replace(';', '\n') + "\n"))
        .isInstanceOf(ModelException.class)
        .satisfies(
            e -> {
              if (message.endsWith("*")) {
                assertThat(e).hasMessageStartingWith(begin);
              } else {
                assertThat(e).hasMessage(begin);
              }
            });
  }

  @Test
  void whatIsMissingIsTold() {
    assertThatThrownBy(() -> parse("send 01\n"))
        .hasMessage("fixes/a.scenario:1: no device yet: expected a line 'device RECORDING' before");
    assertThatThrownBy(() -> parse("expect loads\n"))
        .hasMessage("fixes/a.scenario:1: no fix: expected a line 'fix OBJECT'");
    assertThatThrownBy(() -> parse("# nothing\n"))
        .hasMessage("fixes/a.scenario:1: nothing is expected: a scenario needs a line 'expect'");
    assertThatThrownBy(() -> parse("device a = a.hid\ndevice b = b.hid\nsend 01\n"))
        .hasMessage("fixes/a.scenario:3: which device? Begin the line with one of a, b");
    assertThatThrownBy(() -> parse("device a = a.hid\ndevice a = b.hid\n"))
        .hasMessage("fixes/a.scenario:2: duplicate device 'a'");
    assertThatThrownBy(() -> parse("fix \"a\0\"\n"))
        .hasMessageStartingWith("fixes/a.scenario:1: not a file name: ");
    assertThat(parse("fix a.bpf.o\nexpect loads\n").getFirst().isAboutVerdicts()).isTrue();
  }
}
