package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import io.github.hidbpf4j.kernel.parsed.DescriptorVariable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

  // ---- properties

  private static LoadedObject load(ProgramRig rig, String name) {
    return rig.kernel.load(
        open("testdata/conventions/" + name), LoadOptions.forDevice(rig.device().id()));
  }

  private static BpfObject open(String file) {
    try {
      return BpfObject.open(file, Files.readAllBytes(ProgramRig.ROOT.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Measured with udev-hid-bpf 2.3.0.20260703: it writes no NUL after the value of a variable. */
  @ParameterizedTest(name = "{0}={1}: {2}, then {3}")
  @CsvSource({
    "VARIABLE, abc,      true,  abc",
    "VARIABLE, 12345678, false, ''",
    "VARIABLE, '',       true,  ''",
    "LONGER,   x,        true,  xefore",
    "LONGER,   12345678, false, before",
    "CONSTANT, x,        false, const",
    "OTHER,    x,        false, ",
    "ECHO,     abcdefg,  true,  abcdefg",
    "ECHO,     abcdefgh, false, ''",
    "FULL,     abcd,     false, ''",
    "FULL,     abc,      true,  abc",
    "HASH,     abc,      true,  abc",
  })
  void properties(String name, String value, boolean set, @Nullable String after) {
    LoadedObject loaded = load(rig, "properties.bpf.o");
    assertThat(loaded.setProperty(name, value)).isEqualTo(set);
    byte[] bytes = loaded.readVariable(UdevProperties.PREFIX + name);
    if (bytes == null) {
      BpfMap map = loaded.maps().get(UdevProperties.PREFIX + name);
      bytes = map == null ? null : map.userLookup(new byte[map.spec().keySize()]);
    }
    assertThat(bytes == null ? null : text(bytes)).isEqualTo(after);
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  @Test
  void propertiesAreReadBackFromMaps() {
    LoadedObject loaded = load(rig, "properties.bpf.o");
    assertThat(loaded.setProperty("ECHO", "echo")).isTrue();
    assertThat(loaded.probe(rig.device()).accepted()).isTrue();
    List<String> warnings = new ArrayList<>();
    assertThat(loaded.properties(warnings))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("FULL", "full", "FIRST_OF_TWO", "first", "HASH", "\u00e4", "ECHO", "Echo"));
    assertThat(warnings)
        .containsExactlyInAnyOrder(
            "map UDEV_PROP_NOT_TEXT: its value is no UTF-8: no property",
            "map UDEV_PROP_TWO_LINES: its value has control characters: no property");
    assertThat(loaded.propertyMisfit()).isEmpty();
    loaded.close();
    assertThat(loaded.properties(warnings)).isEmpty();
    assertThat(loaded.setProperty("ECHO", "x")).isFalse();
  }

  @Test
  void mapsOfOtherKeysAreRefused() {
    LoadedObject loaded = load(rig, "long_key.bpf.o");
    assertThat(loaded.propertyMisfit())
        .isEqualTo(
            "map UDEV_PROP_LONG_KEY has keys of 8 bytes, expected 4 (udev-hid-bpf looks up key 0)");
    assertThat(loaded.setProperty("LONG_KEY", "abc")).isFalse();
    assertThat(loaded.properties(new ArrayList<>())).isEmpty();
  }

  @Test
  void declaredProperties() {
    assertThat(UdevProperties.of(open("testdata/conventions/properties.bpf.o")))
        .contains(
            new UdevProperties.Declared("VARIABLE", 8, false, false),
            new UdevProperties.Declared("CONSTANT", 8, false, true),
            new UdevProperties.Declared("FULL", 4, true, false))
        .hasSize(11);
    assertThat(UdevProperties.of(ProgramRig.object("calls")))
        .extracting(UdevProperties.Declared::name)
        .containsExactly("FIXED", "MODE");
  }

  // ---- the parsed descriptor

  @Test
  void theReportDescriptorIsThereBeforeProbe() {
    LoadedObject loaded = load(rig, "pad_type.bpf.o");
    List<String> warnings = new ArrayList<>();
    assertThat(loaded.fillReportDescriptor(rig.device(), warnings)).isEmpty();
    assertThat(warnings).isEmpty();
    byte[] bytes = Objects.requireNonNull(loaded.readVariable(DescriptorVariable.NAME));
    assertThat(bytes)
        .isEqualTo(
            DescriptorVariable.contents(HexFormat.of().parseHex(ProgramRig.NUMBERED)).bytes());
    assertThat(loaded.probe(rig.device()).retval()).as("no pad type").isEqualTo(-22);
    assertThat(object.fillReportDescriptor(rig.device(), warnings)).as("no variable").isEmpty();
  }

  @Test
  void whatUdevHidBpfCannotParseIsSaid() {
    ProgramRig odd = new ProgramRig("6.12", "0600ff0901a1017508950115002501090181028102c0");
    assertThat(load(odd, "pad_type.bpf.o").fillReportDescriptor(odd.device(), new ArrayList<>()))
        .isEqualTo(
            "HID_REPORT_DESCRIPTOR is not filled: udev-hid-bpf cannot parse the device's report descriptor: offset 19: input item with data, but without usages");
  }

  // ---- probe

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
