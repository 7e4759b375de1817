package io.github.hidbpf4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** How often tests run, what their failures say, and the messages for tests that cannot run. */
class HidBpfExtensionTest {
  private static final String FIX =
      "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o";
  private static final String WHEEL = "examples/a4tech-horizontal-wheel/wheel.hid";
  private static final String PAD = "examples/sixaxis-reinit/sixaxis.hid";
  private static final Path ROOT =
      Path.of(System.getProperty("hidbpf4j.root", "..")).toAbsolutePath().normalize();

  // ---- how often

  static class Kernels {
    @HidBpfTest(object = FIX, device = WHEEL)
    void usual(Device mouse) {
      mouse.send("00 00 00 01").expectFields("Wheel 1");
    }
  }

  @Test
  void aTestRunsOnceForEachOfTheUsualKernels() {
    assertThat(JupiterRun.of(Kernels.class).tests())
        .hasToString("[kernel 6.12: passed, kernel 6.18: passed, kernel 7.3: passed]");
  }

  static class KernelsAndSeeds {
    @HidBpfTest(
        object = FIX,
        device = WHEEL,
        kernels = {"6.11..6.13", "6.12"},
        seeds = {0, 3})
    void each(Device mouse) {
      mouse.replay();
    }
  }

  @Test
  void aTestRunsOnceForEachKernelAndSeed() {
    assertThat(JupiterRun.of(KernelsAndSeeds.class).tests())
        .hasToString(
            "[kernel 6.11, seed 0: passed, kernel 6.11, seed 3: passed,"
                + " kernel 6.12, seed 0: passed, kernel 6.12, seed 3: passed,"
                + " kernel 6.13, seed 0: passed, kernel 6.13, seed 3: passed]");
  }

  // ---- failures

  @HidBpfTest(object = FIX, device = WHEEL, kernels = "6.12")
  static class Failures {
    @HidBpfTest
    void bytes(Device mouse) {
      mouse.send("40 00 00 01").expect("00 00 00 01 00");
    }
  }

  @Test
  void aFailureSaysFieldByFieldWhatDiffers() {
    JupiterRun run = JupiterRun.of(Failures.class);
    assertThat(run.failed()).hasSize(1);
    AssertionFailedError failure = (AssertionFailedError) run.failed().getFirst().failure();
    assertThat(failure)
        .hasMessage(
            """
            kernel 6.12: expected that the host gets 00 00 00 01 00
              Wheel: expected 1, found 0
              AC Pan: expected 0, found 1
              0.000000 s: 00 00 00 00 01   AC Pan 1""");
    assertThat(failure.getExpected().getStringRepresentation()).isEqualTo("Wheel 1\nAC Pan 0");
    assertThat(failure.getActual().getStringRepresentation()).isEqualTo("Wheel 0\nAC Pan 1");
  }

  @HidBpfTest(object = FIX, device = WHEEL, kernels = "6.12", seeds = 5)
  static class Left {
    @HidBpfTest
    void unlooked(Device mouse) {
      mouse.send("00 00 00 01").expectFields("Wheel 1");
      mouse.send("00 00 00 02");
    }
  }

  @Test
  void whatIsLeftInAQueueThatWasLookedAtIsAFailure() {
    assertThat(JupiterRun.of(Left.class).failed())
        .hasToString(
            "[kernel 6.12: kernel 6.12, seed 5: the host got what is not expected\n"
                + "  0.000000 s: 00 00 00 02 00   Wheel 2]");
  }

  static class LeftOfSeveral {
    @HidBpfTest(object = FIX, kernels = "6.12")
    void unlooked(@HidBpfDevice(WHEEL) Device left, @HidBpfDevice(WHEEL) Device right) {
      left.send("00 00 00 01").expectFields("Wheel 1");
      right.send("00 00 00 02").expectEvdev("REL_WHEEL 2, REL_WHEEL_HI_RES 240");
      right.send("00 00 00 02");
    }
  }

  @Test
  void itSaysOfWhichDevice() {
    assertThat(JupiterRun.of(LeftOfSeveral.class).failed())
        .singleElement()
        .asString()
        .matches(
            "(?s)kernel 6.12: kernel 6.12: (right|device 2): applications got what is not expected\n"
                + "  0.000000 s: REL_WHEEL 2, REL_WHEEL_HI_RES 240");
  }

  // ---- fixes that are not there

  static class NotForIt {
    @HidBpfTest(object = FIX, device = PAD, kernels = "6.12")
    void fails(Device pad) {}

    @HidBpfTest(object = FIX, device = PAD, kernels = "6.13", attached = false)
    void isToldSo(Device pad) {
      pad.expect("not attached: \"not for this device\"");
    }

    @HidBpfTest(object = FIX, device = PAD, kernels = "6.14", force = true)
    void isAttachedAllTheSame(Device pad) {
      pad.expect("attached");
    }
  }

  @Test
  void aFixThatIsNotAttachedFailsTheTest() {
    assertThat(JupiterRun.of(NotForIt.class).tests())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "kernel 6.12: kernel 6.12: the fix is not attached: "
                + FIX
                + ": not for this device, by its metadata",
            "kernel 6.13: passed",
            "kernel 6.14: passed");
  }

  static class Refused {
    @HidBpfTest(object = "examples/rejected/unchecked-data.bpf.o", device = WHEEL, kernels = "6.12")
    void neverRuns(Device mouse) {
      throw new IllegalStateException("it ran");
    }
  }

  @Test
  void aFixThatTheKernelRefusesFailsTheTestWithTheReason() {
    assertThat(JupiterRun.of(Refused.class).failed())
        .singleElement()
        .asString()
        .startsWith(
            "kernel 6.12: kernel 6.12 does not load the fix: program 'swap_buttons' of"
                + " examples/rejected/unchecked-data.bpf.o is refused")
        .contains("unchecked-data.bpf.c:");
  }

  // ---- bad input

  static class NoObject {
    @HidBpfTest(object = "no.bpf.o", device = WHEEL)
    void test(Device mouse) {}
  }

  static class NoRecording {
    @HidBpfTest(object = FIX, device = "no.hid")
    void test(Device mouse) {}
  }

  static class NoModel {
    @HidBpfTest(object = FIX, device = WHEEL, model = "no.model")
    void test(Device mouse) {}
  }

  static class Folder {
    @HidBpfTest(object = "examples", device = WHEEL)
    void test(Device mouse) {}
  }

  static class NoFix {
    @HidBpfTest(device = WHEEL)
    void test(Device mouse) {}
  }

  static class NoDevice {
    @HidBpfTest(object = FIX)
    void test(Device mouse) {}
  }

  static class NoSuchIndex {
    @HidBpfTest(object = FIX, device = WHEEL, index = 3)
    void test(Device mouse) {}
  }

  static class NoKernel {
    @HidBpfTest(object = FIX, device = WHEEL, kernels = "6.120")
    void test(Device mouse) {}
  }

  static class NoLoadingKernel {
    @HidBpfTest(object = "examples/rejected/unchecked-data.bpf.o", device = WHEEL)
    void test(Device mouse) {}
  }

  static class NoProperty {
    @HidBpfTest(object = FIX, device = WHEEL, properties = "ID")
    void test(Device mouse) {}
  }

  static class NotAnObject {
    @HidBpfTest(object = WHEEL, device = WHEEL)
    void test(Device mouse) {}
  }

  static class NotARecording {
    @HidBpfTest(object = FIX, device = FIX)
    void test(Device mouse) {}
  }

  static class WhichDevice {
    @HidBpfTest(object = FIX, kernels = "6.12")
    void test(@HidBpfDevice(WHEEL) Device a, @HidBpfDevice(WHEEL) Device b, Device c) {}
  }

  @HidBpfTest(object = FIX, device = WHEEL, kernels = "6.12")
  static class InAConstructor {
    InAConstructor(Device mouse) {}

    @HidBpfTest
    void test() {}
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        NoObject.class,
        NoRecording.class,
        NoModel.class,
        Folder.class,
        NoFix.class,
        NoDevice.class,
        NoSuchIndex.class,
        NoKernel.class,
        NoLoadingKernel.class,
        NoProperty.class,
        NotAnObject.class,
        NotARecording.class,
        WhichDevice.class,
        InAConstructor.class
      })
  void badInputIsOneClearFailure(Class<?> type) {
    Map<Class<?>, String> told =
        Map.ofEntries(
            Map.entry(
                NoObject.class,
                "object 'no.bpf.o': no file %s/no.bpf.o, and no resource /no.bpf.o on the class path"
                    .formatted(ROOT)),
            Map.entry(NoRecording.class, "device 'no.hid': no file %s/no.hid, and".formatted(ROOT)),
            Map.entry(NoModel.class, "model 'no.model': no file %s/no.model".formatted(ROOT)),
            Map.entry(
                Folder.class,
                "object 'examples': %s/examples is a folder, expected a file".formatted(ROOT)),
            Map.entry(NoFix.class, "nothing to test: expected @HidBpfTest(object = "),
            Map.entry(
                NoDevice.class, "no device: expected @HidBpfTest(device = \"RECORDING\"), or"),
            Map.entry(NoSuchIndex.class, "device '" + WHEEL + "': no device 3 in it, only [0]"),
            Map.entry(NoKernel.class, "kernel 6.120: no such profile, expected one of"),
            Map.entry(
                NoLoadingKernel.class,
                "examples/rejected/unchecked-data.bpf.o: no kernel loads it"),
            Map.entry(NoProperty.class, "property 'ID': expected NAME=VALUE"),
            Map.entry(NotAnObject.class, WHEEL + ": "),
            Map.entry(NotARecording.class, FIX + ":"),
            Map.entry(WhichDevice.class, "which device? Parameters of a test with several have"),
            Map.entry(InAConstructor.class, "a Device exists from @BeforeEach to @AfterEach: a"));
    JupiterRun run = JupiterRun.of(type);
    assertThat(run.failed()).hasSize(1);
    assertThat(run.failed().getFirst().failure().getMessage())
        .startsWith(told.get(type))
        .doesNotContain("\n");
  }

  // ---- where files are

  static class Beside {
    @HidBpfTest(object = "fix.bpf.o", device = "mouse.hid", kernels = "6.12")
    void test(Device mouse) {
      mouse.send("00 00 00 01").expectFields("Wheel 1");
    }
  }

  @Test
  void pathsAreBelowTheRootThatIsConfigured(@TempDir Path folder) throws Exception {
    Files.copy(ROOT.resolve(FIX), folder.resolve("fix.bpf.o"));
    Files.copy(ROOT.resolve(WHEEL), folder.resolve("mouse.hid"));
    JupiterRun run = JupiterRun.of(Beside.class, Map.of("hidbpf4j.root", folder.toString()));
    assertThat(run.tests()).hasToString("[kernel 6.12: passed]");
    Files.writeString(folder.resolve("mouse.model"), "on gte feature 1: reply 00\n");
    assertThat(JupiterRun.of(Beside.class, Map.of("hidbpf4j.root", folder.toString())).failed())
        .singleElement()
        .asString()
        .contains(": mouse.model:1: ");
  }

  static class OnTheClassPath {
    @BeforeEach
    void isThere(Device mouse) {
      assertThat(mouse.descriptor()).isNotEmpty();
    }

    @HidBpfTest(object = FIX, device = "recordings/mouse.hid", kernels = "6.12")
    void test(Device mouse) {
      mouse.send("00 00 00 01").expectFields("Wheel 1");
    }
  }

  @Test
  void elseTheyAreResourcesOfTheClassPath() {
    assertThat(JupiterRun.of(OnTheClassPath.class).tests()).hasToString("[kernel 6.12: passed]");
  }
}
