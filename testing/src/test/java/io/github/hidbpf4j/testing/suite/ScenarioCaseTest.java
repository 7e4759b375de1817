package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios that pass, and those that fail: the line, and what happened instead. */
class ScenarioCaseTest {
  private static final String DIAL = "examples/rejected/explore-lost-release/dial.hid";
  private static final String KEPT =
      "examples/rejected/explore-lost-release/explore-kept-release.bpf.o";
  private static final String LOST =
      "examples/rejected/explore-lost-release/explore-lost-release.bpf.o";
  private static final SuiteOptions DEFAULT = SuiteOptions.DEFAULT;

  @TempDir Path temp;
  private TestFolder folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = new TestFolder(temp.toRealPath());
  }

  /** The only failure of a scenario of the mouse on 6.12, or null. */
  private @Nullable Failure wheel(String steps) throws IOException {
    folder
        .wheel()
        .write("a.scenario", "device wheel.hid\nkernel 6.12\n" + steps.replace(';', '\n') + "\n");
    KernelResult result = only("a.scenario").kernels().getFirst();
    return result.failures().isEmpty() ? null : result.failures().getFirst();
  }

  private CaseResult only(String file) throws IOException {
    List<CaseResult> cases = folder.run(DEFAULT, file).cases();
    assertThat(cases).hasSize(1);
    return cases.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send 40 00 00 01;expect 00 00 00 00 01",
        "send 40 00 00 01;expect fields AC Pan 1, Wheel 0",
        "send 40 00 00 01;expect only fields AC Pan 1, within 5 ms",
        "send 40 00 00 01;expect evdev REL_HWHEEL 1, REL_HWHEEL_HI_RES 120, within 5 ms",
        "detach;send 40 00 00 01;expect unchanged",
        "send 01 00 00 00;expect 01 ..;expect evdev BTN_LEFT 1;send 01 00 00 00;expect 01 00 ?? 00 00;expect evdev nothing, within 1 s",
        "after 1 s;expect nothing",
        "expect nothing, within 1 s",
        "expect attached;expect driver hid-generic;expect input REL_HWHEEL, BTN_LEFT;expect no findings",
        "expect descriptor has 0a 38 02;expect loads",
        "send 40 00 00 01;ignore rest;expect nothing",
        "unplug;after 1 s;plug;send 40 00 00 01;expect 00 00 00 00 01",
        "send 40 00 00 01;expect 00 00 00 00 01;replug;send 40 00 00 01;expect 00 00 00 00 01",
        "replay;ignore rest;expect nothing",
        "host get feature 1;expect answer error",
      })
  void theseHold(String steps) throws IOException {
    assertThat(wheel(steps)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send 40 00 00 01;expect 00 00 00 00 02 | 4 | expected that the host gets 00 00 00 00 02 | 00 00 00 00 01",
        "send 40 00 00 01;expect unchanged | 4 | expected that the host gets 40 00 00 01, as the device sent it | 00 00 00 00 01",
        "expect 00 00 00 00 01 | 3 | expected that the host gets 00 00 00 00 01 | the host got nothing",
        "expect 00, within 20 ms | 3 | expected that the host gets 00 | the host got nothing within 20.000 ms",
        "send 40 00 00 01;expect fields AC Pan 2 | 4 | expected a report with AC Pan 2 | AC Pan 1",
        "send 41 00 00 01;expect only fields AC Pan 1 | 4 | expected a report with only AC Pan 1 | Button 1",
        "send 40 00 00 01;expect fields Weel 1 | 4 | expected a report with Weel 1 | did you mean 'Wheel'?",
        "expect fields Wheel 1, within 3 ms | 3 | expected a report with Wheel 1 | the host got nothing within 3.000 ms",
        "send 40 00 00 01;expect dropped | 4 | expected that 40 00 00 01 is dropped | 00 00 00 00 01",
        "send 40 00 00 01;expect nothing | 4 | expected that the host gets nothing | 00 00 00 00 01",
        "send 40 00 00 01;expect evdev REL_HWHEEL 2 | 4 | expected input events REL_HWHEEL 2 | REL_HWHEEL 1",
        "expect evdev REL_X 1, within 1 ms | 3 | expected input events REL_X 1 | applications got nothing within 1.000 ms",
        "send 01 00 00 00;expect evdev nothing | 4 | expected no input event | BTN_LEFT 1",
        "expect request get any any, within 1 ms | 3 | expected that the device is asked: get any any | it was asked nothing within 1.000 ms",
        "expect answer 01 | 3 | expected the answer 01 | the host has asked nothing before",
        "host get feature 1;expect answer 01 | 4 | expected the answer 01 | found ",
        "expect printk hello | 3 | expected a line of bpf_printk with 'hello' | no line was printed",
        "expect property A b | 3 | expected property A=b | no property was set",
        "expect not attached | 3 | expected that the fix is not attached | it is",
        "expect refused | 3 | expected that kernel 6.12 refuses it | it is loaded",
        "expect driver usbhid;send 01 | 3 | expected driver usbhid | found hid-generic",
        "expect descriptor 01 | 3 | expected this report descriptor in use: 01 | found 05 01",
        "expect descriptor has ff ff ff | 3 | expected in the report descriptor in use: ff ff ff | found 05 01",
        "expect input KEY_A | 3 | expected an input device with KEY_A | REL_HWHEEL",
        "expect variable none = 1 | 3 | expected variable none = 1 | no loaded object has such a variable",
        "send 40 00 00 01;after 1 ms;expect nothing | 3 | the host got what is not expected, after this line | 00 00 00 00 01",
        "expect nothing;send 40 00 00 01 | 4 | the host got what is not expected, after this line | 00 00 00 00 01",
      })
  void theseDoNot(String steps, int line, String message, String detail) throws IOException {
    Failure failure = Objects.requireNonNull(wheel(steps));
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(String.join("\n", failure.details())).contains(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unplug;send 01;expect nothing | 4 | the device is not plugged in: 'plug' comes before",
        "unplug;replay;expect nothing | 4 | the device is not plugged in: 'plug' comes before",
        "unplug;detach;expect nothing | 4 | the device is not plugged in: 'plug' comes before",
        "unplug;host get feature 1;expect nothing | 4 | the device is not plugged in: 'plug' comes before",
        "unplug;unplug;expect nothing | 4 | the device is not plugged in: 'plug' comes before",
        "plug;expect nothing | 3 | the device is plugged in already: 'unplug' comes before 'plug'",
      })
  void stepsThatMakeNoSenseAreTold(String steps, int line, String message) throws IOException {
    Failure failure = Objects.requireNonNull(wheel(steps));
    assertThat(failure.line() + " " + failure.message()).isEqualTo(line + " " + message);
  }

  /** A race that only some orders of events show: explored, it fails with the seed. */
  @Test
  void allOrdersOfThingsHaveToSatisfyAScenario() throws IOException {
    String steps =
        "explore 200\nkernel 6.12\ndevice dial.hid\nreplay\nexpect 03 04\nexpect 03 00\nexpect 03 04\nexpect 03 05\nexpect 03 00\n";
    folder
        .copy(DIAL, "dial.hid")
        .copy(KEPT, "kept.bpf.o")
        .copy(LOST, "lost.bpf.o")
        .write("kept.scenario", "fix kept.bpf.o\n" + steps)
        .write("lost.scenario", "fix lost.bpf.o\n" + steps)
        .write("natural.scenario", "fix lost.bpf.o\n" + steps.replace("explore 200\n", ""));
    assertThat(only("kept.scenario").status()).isEqualTo(Status.PASSED);
    assertThat(only("natural.scenario").status()).isEqualTo(Status.PASSED);
    Failure failure = only("lost.scenario").kernels().getFirst().failures().getFirst();
    assertThat(failure.message()).containsPattern(" \\(with seed \\d+\\)$");
  }

  @Test
  void severalDevicesShareAKernel() throws IOException {
    folder
        .wheel()
        .write(
            "two.scenario",
            "kernel 6.12\ndevice left = wheel.hid\ndevice right = wheel.hid\nleft send 40 00 00 01\nleft expect 00 00 00 00 01\nright expect nothing\nright unplug\nleft send 40 00 00 01\nleft expect 00 00 00 00 01\n")
        .write(
            "bad.scenario",
            "kernel 6.12\ndevice left = wheel.hid\ndevice right = wheel.hid\nleft send 40 00 00 01\nright expect nothing\nafter 1 ms\n");
    assertThat(only("two.scenario").status()).isEqualTo(Status.PASSED);
    Failure failure = only("bad.scenario").kernels().getFirst().failures().getFirst();
    assertThat(failure.message())
        .isEqualTo("left: the host got what is not expected, after this line");
    assertThat(failure.line()).isEqualTo(5);
  }

  @Test
  void aFolderOfFixesIsTakenAsOne() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "set/0010-wheel.bpf.o")
        .copy(TestFolder.WHEEL, "set/0020-wheel.bpf.o")
        .copy(TestFolder.PEN, "set/0010-pen.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "play/wheel.hid")
        .write(
            "play/a.scenario",
            "fix ../set\nkernel 6.12\ndevice wheel.hid\nsend 40 00 00 01\nexpect 00 00 00 00 01\n");
    assertThat(folder.told(DEFAULT, "play/a.scenario"))
        .containsExactly("play/a.scenario [6.12] passed");
  }

  @Test
  void aScenarioIsComparedWithASnapshot() throws IOException {
    String scenario =
        "kernel 6.12\ndevice left = wheel.hid\ndevice right = wheel.hid\nleft replay\nright send 40 00 00 01\nscenario \"both, at once\"\nexpect snapshot\n";
    folder.wheel().write("a.scenario", scenario);
    String snap = "a.both-at-once.scenario.snap";
    assertThat(folder.told(DEFAULT, "a.scenario"))
        .containsExactly(
            "a.scenario, both, at once [6.12] failed | "
                + snap
                + ": no snapshot yet: --update writes it; check it before you keep it");
    assertThat(folder.told(DEFAULT.updating(), "a.scenario"))
        .containsExactly(
            "a.scenario, both, at once [6.12] updated | " + snap + ": written: check it");
    assertThat(folder.read(snap))
        .contains("device      left", "device      right", "  evdev REL_HWHEEL 1")
        .doesNotContain(temp.toString());
    assertThat(only("a.scenario").status()).isEqualTo(Status.PASSED);
    folder.write("a.scenario", scenario.replace("send 40 00 00 01", "send 40 00 00 02"));
    Failure failure = only("a.scenario").kernels().getFirst().failures().getFirst();
    assertThat(failure.message()).isEqualTo("not as expected: - expected, + found");
    assertThat(failure.details()).contains("+   > 00 00 00 00 02   AC Pan 2");
    // The snapshot is not stale.
    assertThat(folder.names())
        .containsExactly("a.scenario, both, at once", "wheel.hid, wheel-fix.bpf.o");
  }

  @Test
  void kernelsThatWereAskedForAreThoseOfTheScenario() throws IOException {
    folder.wheel().write("a.scenario", "device wheel.hid\nkernel 6.12, 7.3\nexpect attached\n");
    assertThat(folder.told(DEFAULT, "a.scenario"))
        .containsExactly("a.scenario [6.12] passed", "a.scenario [7.3] passed");
    assertThat(folder.told(DEFAULT.on("6.18", "7.3"), "a.scenario"))
        .containsExactly(
            "a.scenario [6.18] skipped | a.scenario:1: the scenario is about other kernels than 6.18",
            "a.scenario [7.3] passed");
    assertThat(folder.run(DEFAULT.on("6.18"), "a.scenario").isSuccess()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fix none.bpf.o;device wheel.hid | a.scenario: no file none.bpf.o",
        "device none.hid | a.scenario:1: no file none.hid",
        "device wheel.hid index 3 | a.scenario:1: wheel.hid has no device 3, only [0]",
        "device wheel.hid model none.model | a.scenario:1: no file none.model",
        "device pen.hid | a.scenario:1: no object of this folder is for pen.hid: name one, as in 'fix some.bpf.o'",
      })
  void filesThatAreMissingAreTold(String head, String message) throws IOException {
    folder
        .wheel()
        .copy(TestFolder.PEN_RECORDING, "pen.hid")
        .write("a.scenario", head.replace(';', '\n') + "\nsend 01\nexpect nothing\n");
    assertThat(folder.told(DEFAULT, "a.scenario"))
        .containsExactly("a.scenario [] failed | " + message);
  }

  @Test
  void coverageIsThatOfAllTests() throws IOException {
    folder
        .wheel()
        .write(
            "a.scenario",
            "kernel 6.12\ndevice wheel.hid\nsend 40 00 00 01\nexpect 00 00 00 00 01\n");
    CoverageCollector one = new CoverageCollector();
    folder.run(new SuiteOptions(List.of(), false, false, false, 1, one), "a.scenario");
    assertThat(one.result().objects()).hasSize(1);
    long reached = one.result().totals().instructions().reached();
    assertThat(reached).isPositive();
    folder.run(DEFAULT.on("6.12").updating());
    CoverageCollector all = new CoverageCollector();
    folder.run(new SuiteOptions(List.of(), false, false, false, 2, all));
    assertThat(all.result().objects()).hasSize(1);
    assertThat(all.result().totals().instructions().reached()).isGreaterThanOrEqualTo(reached);
  }
}
