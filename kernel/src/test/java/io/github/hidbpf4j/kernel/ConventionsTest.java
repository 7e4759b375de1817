package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What udev-hid-bpf does with an object: devices, properties, probe. */
class ConventionsTest {
  private final ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
  private final LoadedObject object = rig.load("devices");

  @Test
  void devices() {
    assertThat(DeviceMatch.of(ProgramRig.object("devices").btf().orElseThrow()))
        .containsExactly(
            new DeviceMatch(3, 1, 0x1234, 0xfffe),
            new DeviceMatch(5, 0, 0x1234, 0),
            new DeviceMatch(0, 0, 0, 2))
        .extracting(DeviceMatch::modalias)
        .containsExactly("b0003g0001v00001234p0000FFFE", "b0005g*v00001234p*", "b*g*v*p00000002");
    assertThat(DeviceMatch.of(ProgramRig.object("calls").btf().orElseThrow())).isEmpty();
    assertThat(DeviceMatch.of(null)).isEmpty();
  }

  @ParameterizedTest(name = "device {0} {1} {2} {3}: {4}")
  @CsvSource({
    "3, 1, 0x1234, 0xfffe, true",
    "3, 2, 0x1234, 0xfffe, false",
    "5, 2, 0x1234, 0xfffe, true",
    "5, 4, 0x1234, 0x0001, true",
    "24, 1, 0x9999, 0x0002, true",
    "24, 1, 0x9999, 0x0003, false",
  })
  void matching(int bus, int group, int vendor, int product, boolean matches) {
    assertThat(DeviceMatch.of(ProgramRig.object("devices").btf().orElseThrow()))
        .satisfies(
            all ->
                assertThat(all.stream().anyMatch(m -> m.matches(bus, group, vendor, product)))
                    .isEqualTo(matches));
  }

  @ParameterizedTest(name = "{0}={1}: {2}, then {3}")
  @CsvSource({
    "SHORT, abc,      true,  abc",
    "SHORT, abcd,     false, ''",
    "SHORT, '',       true,  ''",
    "SET,   x,        true,  x",
    "SET,   12345678, false, default",
    "CONST, x,        false, const",
    "OTHER, x,        false, ''",
  })
  void properties(String name, String value, boolean set, String after) {
    assertThat(object.setProperty(name, value)).isEqualTo(set);
    byte[] bytes = object.readVariable("UDEV_PROP_" + name);
    if (bytes != null) {
      int end = 0;
      while (bytes[end] != 0) {
        end++;
      }
      assertThat(new String(bytes, 0, end, StandardCharsets.UTF_8)).isEqualTo(after);
    }
  }

  @ParameterizedTest(name = "probe leaves {0}, accepted: {1}")
  @CsvSource({"0, true", "-22, false", "1, false"})
  void probe(int retval, boolean accepted) {
    ProgramRig.set(object, "answer", retval);
    LoadedObject.ProbeResult result = object.probe(rig.device());
    assertThat(result.present()).isTrue();
    assertThat(result.run().result()).as("is ignored").isEqualTo(77);
    assertThat(result.retval()).isEqualTo(retval);
    assertThat(result.accepted()).isEqualTo(accepted);
    assertThat(ProgramRig.variable(object, "seen_hid")).isEqualTo(rig.device().id());
    assertThat(ProgramRig.variable(object, "seen_size")).isEqualTo(49);
    assertThat(ProgramRig.variable(object, "seen_retval")).isEqualTo(-1);
    assertThat(object.readVariable("seen_first")).isEqualTo(new byte[] {6});
  }

  @Test
  void probeThatSaysNothingRefuses() {
    ProgramRig.set(object, "write_answer", 0);
    assertThat(object.probe(rig.device()).accepted()).isFalse();
  }

  @Test
  void withoutProbeEveryDeviceWillDo() {
    LoadedObject.ProbeResult result = rig.load("inject").probe(rig.device());
    assertThat(result.present()).isFalse();
    assertThat(result.accepted()).isTrue();
  }

  @Test
  void syscallContextsHaveALimit() {
    assertThat(object.runSyscall("probe", new byte[65536]).error()).isEqualTo(-22);
    assertThat(object.runSyscall("nothing", new byte[8]).error()).isEqualTo(-2);
  }
}
