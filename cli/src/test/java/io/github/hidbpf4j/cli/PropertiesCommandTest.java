package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** udev-hid-bpf's conventions in {@code hidbpf run}: properties and the parsed descriptor. */
class PropertiesCommandTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("testdata/conventions");
  private static final String TOUCHPAD = FOLDER.resolve("touchpad.hid").toString();
  private static final String MODEL = FOLDER.resolve("touchpad.model").toString();
  private static final String PAD_TYPE = FOLDER.resolve("pad_type.bpf.o").toString();
  private static final String PROPERTIES = FOLDER.resolve("properties.bpf.o").toString();

  @TempDir Path temp;

  private static CommandRun run(String object, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", object, "--device", TOUCHPAD, "--model", MODEL));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void probeReadsTheDescriptorAsksTheDeviceAndSetsProperties() {
    CommandRun run = run(PAD_TYPE);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains(
            """
            object      %s: probe accepted the device, nothing attached
                        property PAD_TYPE=pressurepad
                        property PAD_REPORT=2
            """
                .formatted(PAD_TYPE))
        .contains("? GET_REPORT feature 0x02 by bpf 02 15: 2 bytes");
  }

  @Test
  void json() throws IOException {
    Json start =
        Json.lines(run(PAD_TYPE, "--json")).stream()
            .filter(j -> j.text("type").equals("start"))
            .findFirst()
            .orElseThrow();
    assertThat(start.values("objects")).contains("attached", "pressurepad", "2");
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PAD_TYPE=pressurepad | 0 | ''",
        "OTHER=               | 0 | ''",
        "PAD_TYPE=clickpad    | 1 | property PAD_TYPE: expected 'clickpad', found 'pressurepad'",
        "PAD_TYPE=            | 1 | property PAD_TYPE: expected that it is not set, found 'pressurepad'",
        "OTHER=x              | 1 | property OTHER: expected 'x', found PAD_TYPE, PAD_REPORT set",
      })
  void expectations(String property, int exitCode, String message) {
    for (String[] more : List.of(new String[] {"--quiet"}, new String[] {"--explore", "2"})) {
      List<String> options = new ArrayList<>(List.of(more));
      options.addAll(List.of("--expect-property", property));
      CommandRun run = run(PAD_TYPE, options.toArray(String[]::new));
      assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
      assertThat(run.err()).isEqualTo(message.isEmpty() ? "" : "hidbpf: " + message + "\n");
    }
  }

  @Test
  void expectationsOfEachRecording() {
    CommandRun run =
        run(PAD_TYPE, "--device", TOUCHPAD, "--quiet", "--expect-property", "PAD_TYPE=x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(TOUCHPAD + ": property PAD_TYPE: expected 'x'").hasLineCount(2);
  }

  @Test
  void valuesThatAreNoPropertiesAreSaid() {
    CommandRun run =
        run(PROPERTIES, "--property", "ECHO=echo", "--property", "FULL=abcd", "-p", "NONE=1");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains(
            "property ECHO=Echo",
            "property FULL=full",
            "            map UDEV_PROP_NOT_TEXT: its value is no UTF-8: no property\n")
        .doesNotContain("VARIABLE=");
    assertThat(run.err())
        .contains(
            "--property FULL: 4 bytes, which UDEV_PROP_FULL has no room for",
            "--property NONE: no object has a variable or map UDEV_PROP_NONE, only ");
  }

  @Test
  void mapsOfOtherKeysAreRefused() {
    CommandRun run = run(FOLDER.resolve("long_key.bpf.o").toString(), "--quiet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("not attached: map UDEV_PROP_LONG_KEY has keys of 8 bytes, expected 4");
  }

  @Test
  void ignoredDevice() {
    CommandRun run = run(PROPERTIES, "--property", "HID_BPF_IGNORE_DEVICE=0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("the device has property HID_BPF_IGNORE_DEVICE (--force attaches it)");
    assertThat(run.err()).hasLineCount(1).contains("has property HID_BPF_IGNORE_DEVICE");
    assertThat(run(PROPERTIES, "-p", "HID_BPF_IGNORE_DEVICE=").exitCode()).isZero();
    assertThat(run(PROPERTIES, "-p", "HID_BPF_IGNORE_DEVICE=1", "--force").exitCode()).isZero();
  }

  @Test
  void descriptorThatUdevHidBpfCannotParse() throws IOException {
    Path recording = temp.resolve("odd.hid");
    Files.writeString(
        recording,
        "R: 21 05 01 09 02 a1 01 09 30 75 08 95 01 15 00 25 7f 81 02 81 02 c0\nI: 3 1 2\n");
    CommandRun run =
        CommandRun.of("run", PAD_TYPE, "--force", "--quiet", "--device", recording.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "not attached: HID_REPORT_DESCRIPTOR is not filled: udev-hid-bpf cannot parse the device's report descriptor: offset 18: input item with data, but without usages");
  }

  @Test
  void facade() throws IOException {
    RunResult result =
        HidBpf.load(Path.of(PAD_TYPE)).on(Path.of(TOUCHPAD)).model(Path.of(MODEL)).run();
    assertThat(result.isAttached()).isTrue();
    assertThat(result.properties())
        .containsOnly(Map.entry("PAD_TYPE", "pressurepad"), Map.entry("PAD_REPORT", "2"));
    RunResult ignored =
        HidBpf.load(Path.of(PAD_TYPE))
            .on(Path.of(TOUCHPAD))
            .property("HID_BPF_IGNORE_DEVICE", "1")
            .run();
    assertThat(ignored.isAttached()).isFalse();
    assertThat(ignored.properties()).isEmpty();
  }
}
