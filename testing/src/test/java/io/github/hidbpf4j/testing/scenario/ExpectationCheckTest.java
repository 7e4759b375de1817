package io.github.hidbpf4j.testing.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.model.ModelException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for mismatches, word for word, since people read them. */
class ExpectationCheckTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root", "..")).resolve("examples");

  private static Bench bench(String fix, String recording) throws IOException {
    Path object = EXAMPLES.resolve(fix).resolve(fix + ".bpf.o");
    RecordedDevice device =
        Recording.read(EXAMPLES.resolve(fix).resolve(recording)).devices().getFirst();
    return Bench.of(
        KernelList.profile("7.3"),
        0,
        List.of(
            DeviceSetup.of(
                device,
                List.of(
                    FixSet.of(
                        BpfObject.open(
                            object.getFileName().toString(), Files.readAllBytes(object)))))));
  }

  private static Bench wheel() throws IOException {
    return bench("a4tech-horizontal-wheel", "wheel.hid");
  }

  private static void send(Bench bench, String report) {
    bench.devices().getFirst().send(HexFormat.ofDelimiter(" ").parseHex(report));
  }

  /** The message and the lines below it, or "as expected". */
  private static String check(Bench bench, String expectation) {
    BenchDevice device = bench.devices().getFirst();
    Mismatch otherwise =
        new ExpectationCheck(bench)
            .check(ExpectationParser.parse("test", expectation), device, null);
    return otherwise == null
        ? "as expected"
        : otherwise.message()
            + otherwise.lines().stream().map(l -> " / " + l).collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00 00 00 01",
        "00 ?? 00 00 ..",
        "fields AC Pan 1, Wheel 0",
        "only fields AC Pan 1",
        "evdev REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
        "evdev \"A4Tech PS/2+USB Mouse\": REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
        "attached",
        "no findings",
        "driver hid-generic",
        "input REL_HWHEEL, BTN_LEFT",
        "descriptor has 0a 38 02",
      })
  void isAsExpected(String expectation) throws IOException {
    try (Bench bench = wheel()) {
      send(bench, "40 00 00 01");
      assertThat(check(bench, expectation)).isEqualTo("as expected");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 00 00 01 00 | expected that the host gets 00 00 00 01 00"
            + " / Wheel: expected 1, found 0 / AC Pan: expected 0, found 1"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "01 ?? ?? .. | expected that the host gets 01 ?? ?? .. / Button 1: expected 1, found 0"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "00 00 00 01 | expected that the host gets 00 00 00 01"
            + " / length: expected 4, found 5 / byte 3: expected 01, found 00"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "unchanged | expected that the host gets 40 00 00 01, as the device sent it"
            + " / length: expected 4, found 5 / byte 0: expected 40, found 00"
            + " / byte 3: expected 01, found 00"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "fields AC Pan -1, Wheel 0 | expected a report with AC Pan -1, Wheel 0"
            + " / AC Pan: expected -1, found 1 / in 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "only fields Wheel 0 | expected a report with only Wheel 0"
            + " / AC Pan: expected at rest, found 1"
            + " / in 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "fields Whel 1 | expected a report with Whel 1 / no field 'Whel' in this report, only"
            + " AC Pan, Button 1, Button 2, Button 3, Button 4, Button 5, Button 6, Button 7,"
            + " X, Y, Wheel; did you mean 'Wheel'?"
            + " / in 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "dropped | expected that 40 00 00 01 is dropped"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "nothing | expected that the host gets nothing"
            + " / 0.000000 s: 00 00 00 00 01   AC Pan 1",
        "evdev REL_WHEEL 1, REL_HWHEEL_HI_RES 12 | expected input events REL_WHEEL 1,"
            + " REL_HWHEEL_HI_RES 12 / REL_WHEEL: expected 1, found none"
            + " / REL_HWHEEL_HI_RES: expected 12, found 120 / REL_HWHEEL: expected none, found 1"
            + " / 0.000000 s: REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
        "evdev REL_HWHEEL_HI_RES 120, REL_HWHEEL 1 | expected input events REL_HWHEEL_HI_RES 120,"
            + " REL_HWHEEL 1 / order: expected REL_HWHEEL_HI_RES 120, REL_HWHEEL 1, found"
            + " REL_HWHEEL 1, REL_HWHEEL_HI_RES 120"
            + " / 0.000000 s: REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
        "evdev nothing | expected no input event"
            + " / 0.000000 s: REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
        "request get feature any | expected that the device is asked: get feature any"
            + " / it was asked nothing",
        "'request set any 0xf4: f4 42 .. fails' | expected that the device is asked:"
            + " set any 0xf4: f4 42 .. fails / it was asked nothing",
        "answer 01 | expected the answer 01 / the host has asked nothing before",
        "printk x | expected a line of bpf_printk with 'x' / no line was printed",
        "not attached | expected that the fix is not attached / it is",
        "variable n = 3 | expected variable n = 3 / no loaded object has such a variable",
      })
  void isNotAsExpected(String expectation, String told) throws IOException {
    try (Bench bench = wheel()) {
      send(bench, "40 00 00 01");
      assertThat(check(bench, expectation)).isEqualTo(told);
    }
  }

  @Test
  void whatIsLeftIsToldInLanesThatAreSpokenOf() throws IOException {
    try (Bench bench = wheel()) {
      send(bench, "40 00 00 01");
      ExpectationCheck check = new ExpectationCheck(bench);
      Lanes lanes = Lanes.NONE.with(new Expectation.Unchanged());
      Mismatch left = Objects.requireNonNull(check.nothingLeft(lanes));
      assertThat(left.message()).isEqualTo("the host got what is not expected");
      assertThat(left.lines()).containsExactly("0.000000 s: 00 00 00 00 01   AC Pan 1");
      // Observations in lanes that a test does not mention are discarded.
      assertThat(check.nothingLeft(Lanes.NONE)).isNull();
      assertThat(check.nothingLeft(lanes)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 zz | test:1: found 'zz', expected a byte as two hex digits, ?? or ..",
        "evdev REL_Q 1 | test:1: found 'REL_Q', expected the name of an input event, as in"
            + " BTN_LEFT or REL_X",
        "driver a b | test:1: found 'b', expected the end of the line",
      })
  void whatIsNoExpectationIsAnError(String text, String message) {
    assertThatThrownBy(() -> ExpectationParser.parse("test", text))
        .isInstanceOf(ModelException.class)
        .hasMessage(message);
  }
}
