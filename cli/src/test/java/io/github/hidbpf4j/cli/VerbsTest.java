package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every verb: help, output, and messages for invalid input. */
class VerbsTest {
  private static final String TOUCHPAD =
      CommandRun.ROOT.resolve("testdata/hid/touchpad.rdesc").toString();
  private static final String TWO_DEVICES =
      CommandRun.ROOT.resolve("testdata/hid/two-devices.hid").toString();

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String object(String name) {
    return CommandRun.ROOT.resolve("testdata/hid-bpf").resolve(name + ".bpf.o").toString();
  }

  private static void fails(CommandRun run, int exitCode, String... words) {
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err().lines()).as("%s", run).hasSize(1);
    assertThat(run.err()).startsWith("hidbpf: ").contains(words);
  }

  // ---- help and usage

  static Collection<String> verbs() {
    return HidbpfCommand.VERBS.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void help(String verb) {
    CommandRun run = CommandRun.of(verb, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: hidbpf " + verb);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void aVerbByItselfIsAsAmongTheOthers(String verb) {
    CommandLine all = HidbpfCommand.VERBS.commandLine();
    CommandLine one = HidbpfCommand.VERBS.commandLineFor(new String[] {verb, "x"});
    assertThat(one.getSubcommands()).containsOnlyKeys(verb);
    CommandLine alone = Objects.requireNonNull(one.getSubcommands().get(verb));
    CommandLine among = Objects.requireNonNull(all.getSubcommands().get(verb));
    assertThat(alone.getUsageMessage()).isEqualTo(among.getUsageMessage());
    assertThat(alone.getCommandName()).as("name of its annotation").isEqualTo(verb);
    assertThat(
            among
                .getCommandSpec()
                .userObject()
                .getClass()
                .getAnnotation(CommandLine.Command.class)
                .name())
        .isEqualTo(verb);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "runn", "-V"})
  void withoutAVerbAllAreThere(String argument) {
    String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
    assertThat(HidbpfCommand.VERBS.commandLineFor(arguments).getSubcommands().keySet())
        .containsExactlyElementsOf(verbs());
  }

  @Test
  void helpNamesVerbsAndExitCodes() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("run", "inspect", "disasm", "descriptor", "btf", "64  wrong usage", "--version");
    assertThat(CommandRun.of("--version").out()).startsWith("hidbpf4j ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "run",
        "run --device",
        "run x.bpf.o",
        "run --device a --device-index x",
        "run --device a --seed x",
        "run --device a -p X",
        "inspect",
        "disasm",
        "disasm a b",
        "descriptor",
        "btf --nothing",
        "run --device a --kernel",
      })
  void wrongUsage(String arguments) {
    CommandRun run = CommandRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("hidbpf: ").doesNotContain("\tat ");
    assertThat(run.err().lines().toList().getLast()).matches("Try 'hidbpf.* --help'\\.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --device /nowhere/x.hid",
        "inspect /nowhere/x.bpf.o",
        "disasm /nowhere/x.bpf.o",
        "descriptor /nowhere/x.rdesc",
      })
  void missingFile(String arguments) {
    fails(CommandRun.of(arguments.split(" ", -1)), Errors.USAGE, "/nowhere/x", "no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run --device", "disasm", "descriptor"})
  void directory(String arguments) {
    fails(
        CommandRun.of((arguments + " " + folder).split(" ", -1)),
        Errors.USAGE,
        folder.toString(),
        "directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run --device FILE", "inspect", "disasm", "btf"})
  void unknownProfile(String arguments) {
    String[] words = arguments.replace("FILE", CommandRun.RECORDING).split(" ", -1);
    if (words[0].equals("inspect")) {
      return; // this verb has no such option
    }
    String object = words[0].equals("disasm") ? CommandRun.OBJECT : null;
    String[] all = java.util.Arrays.copyOf(words, words.length + (object == null ? 2 : 3));
    all[words.length] = "--kernel";
    all[words.length + 1] = "5.4";
    if (object != null) {
      all[words.length + 2] = object;
    }
    fails(CommandRun.of(all), Errors.USAGE, "--kernel 5.4: no such profile", "6.12-strict-async");
    all[words.length + 1] = "raw";
    fails(CommandRun.of(all), Errors.USAGE, "--kernel raw: no such profile");
  }

  // ---- malformed and rejected input

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "disasm", "run"})
  void notAnObject(String verb) throws IOException {
    String empty = file("empty.bpf.o", "");
    String text = file("text.bpf.o", "not an object at all, but long enough for a header of ELF\n");
    for (String name : List.of(empty, text)) {
      CommandRun run =
          verb.equals("run")
              ? CommandRun.of(verb, name, "--device", CommandRun.RECORDING)
              : CommandRun.of(verb, name);
      fails(run, Errors.MALFORMED, name);
    }
  }

  @Test
  void malformedRecording() throws IOException {
    String bad = file("bad.hid", "N: x\nI: 3 1 2\nE: 0.0 1 01\n");
    fails(CommandRun.of("run", "--device", bad), Errors.MALFORMED, "bad.hid");
    String length = file("length.hid", "R: 3 05 01\n");
    fails(CommandRun.of("run", "--device", length), Errors.MALFORMED, "length.hid", "1");
  }

  @Test
  void malformedKernelTypes() throws IOException {
    String bad = file("vmlinux", "nothing of the kind");
    fails(
        CommandRun.of(
            "run", CommandRun.OBJECT, "--kernel-btf", bad, "--device", CommandRun.RECORDING),
        Errors.MALFORMED,
        "vmlinux");
  }

  /** Kernel types without HID are not those of a kernel for HID-BPF. */
  @Test
  void kernelTypesWithoutHid() throws IOException {
    byte[] header =
        HexFormat.of().parseHex("9feb010018000000000000000000000000000000" + "01000000");
    Path btf = folder.resolve("empty.btf");
    Files.write(btf, java.util.Arrays.copyOf(header, header.length + 1));
    fails(
        CommandRun.of("run", "--kernel-btf", btf.toString(), "--device", CommandRun.RECORDING),
        Errors.MALFORMED,
        "empty.btf",
        "hid_bpf_ctx");
  }

  @Test
  void objectForAnotherKernel() {
    CommandRun run =
        CommandRun.of(
            "run",
            CommandRun.TRACING,
            "--kernel",
            "6.12",
            "--force",
            "--device",
            CommandRun.RECORDING);
    assertThat(run.exitCode()).as("%s", run).isIn(Errors.REJECTED, Errors.MALFORMED);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void programThatNeverEnds() {
    CommandRun run =
        CommandRun.of("run", object("hostile"), "--quiet", "--device", CommandRun.RECORDING);
    fails(run, Errors.REJECTED, "hostile.bpf.o", "spin", "hostile.bpf.c:");
  }

  @Test
  void mapsWithoutRoom() {
    CommandRun run = CommandRun.of("run", object("huge_map"), "--device", CommandRun.RECORDING);
    fails(run, Errors.MALFORMED, "huge_map.bpf.o", "map 'many'", "1073741823", "E2BIG");
    assertThat(CommandRun.of("inspect", object("huge_map")).exitCode()).isZero();
  }

  // ---- run

  /** Programs are chosen by these ids: a device with unknown ids is not a device 0000. */
  @Test
  void deviceWithoutIds() throws IOException {
    String recording = file("none.hid", "R: 8 06 00 ff 09 01 a1 01 c0\nN: x\n");
    fails(
        CommandRun.of("run", "--device", recording),
        Errors.MALFORMED,
        "none.hid: no bus, vendor and product (I: line; id: of libinput) of device 0: give them, as in --device-id");
    CommandRun given = CommandRun.of("run", "--device", recording, "--device-id", "3:9DA:6");
    assertThat(given.exitCode()).as("%s", given).isZero();
    assertThat(given.out()).contains("device      x, 0003:09DA:0006.0001");
    CommandRun other =
        CommandRun.of("run", "--device", CommandRun.RECORDING, "--device-id", "0005:1234:abcd");
    assertThat(other.out()).contains(", 0005:1234:ABCD.0001");
    for (String bad : List.of("1:2", "x:1:2", "3:9da:6.1", "12345:1:2", "")) {
      fails(
          CommandRun.of("run", "--device", recording, "--device-id", bad),
          Errors.USAGE,
          "--device-id " + bad + ": expected BUS:VENDOR:PRODUCT in hex");
    }
  }

  @Test
  void libinputRecording() {
    String recording = CommandRun.ROOT.resolve("testdata/hid/libinput.yml").toString();
    CommandRun run = CommandRun.of("run", "--device", recording);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("device      Fixture \"#1\", 0003:1209:0101.0001", "= 01 02 ff", "2 events in");
  }

  @Test
  void chosenDevice() {
    CommandRun first = CommandRun.of("run", "--device", TWO_DEVICES);
    assertThat(first.out()).contains("device      Fixture Keyboard,");
    CommandRun second = CommandRun.of("run", "--device", TWO_DEVICES, "--device-index", "1");
    assertThat(second.out()).contains("device      Fixture Keyboard Mouse,");
    fails(
        CommandRun.of("run", "--device", TWO_DEVICES, "--device-index", "2"),
        Errors.USAGE,
        "--device-index 2",
        "0, 1");
  }

  /** The replay uses what the device sent, before programs changed it. */
  @Test
  void earlyEventsAreTheDevicesOwn() throws IOException {
    String text =
        """
        R: 16 06 00 ff 09 01 a1 01 15 00 75 08 95 02 81 02 c0
        N: x
        I: 3 1209 0001
        B: 000000.000000 2 01 02
        E: 000000.000100 2 ff ff
        B: 000001.000000 2 03 04
        """;
    String recording = file("early.hid", text);
    CommandRun run = CommandRun.of("run", "--device", recording);
    assertThat(run.out())
        .contains("= 01 02", "= 03 04", "2 events in 1.000000 s")
        .doesNotContain("ff ff");
  }

  @Test
  void recordingWithoutEvents() throws IOException {
    String recording =
        file("none.hid", "R: 16 06 00 ff 09 01 a1 01 15 00 75 08 95 02 81 02 c0\nI: 3 1 2\n");
    CommandRun run = CommandRun.of("run", "--device", recording);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).contains("device      (no name)", "0 events in 0.000000 s");
  }

  @Test
  void descriptorThatDoesNotParse() throws IOException {
    String broken = file("broken.hid", "R: 3 a1 01 09\nI: 3 1 2\nE: 000000.000000 1 01\n");
    CommandRun run = CommandRun.of("run", "--device", broken);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("no driver: its report descriptor does not parse", "x no driver", "1 dropped");
    assertThat(CommandRun.of("run", CommandRun.OBJECT, "--force", "--device", broken).exitCode())
        .isZero();
  }

  @Test
  void descriptorInPlaceOfARecording() throws IOException {
    String binary = CommandRun.ROOT.resolve("testdata/hid/mouse.rdesc").toString();
    String source =
        file(
            "rdesc.c",
            """
            static const __u8 pad[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0 };
            static const __u8 mouse[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0 };
            """);
    for (String each : List.of(binary, source)) {
      fails(
          CommandRun.of("run", "--device", each),
          Errors.MALFORMED,
          "no bus, vendor and product",
          "--device-id");
      CommandRun run =
          CommandRun.of(
              "run", "--device", each, "--device-id", "3:9da:6", CommandRun.OBJECT, "--force");
      assertThat(run.exitCode()).as("%s", run).isZero();
      assertThat(run.out())
          .contains(
              "recording   line 1: a report descriptor alone, which has no events",
              "0 events in 0.000000 s");
    }
    assertThat(CommandRun.of("run", "--device", source, "--device-id", "3:9da:6").out())
        .contains("also device 1, " + source + ": mouse, 0 events (--device-index 1)");
    fails(
        CommandRun.of("run", "--device", file("text.txt", "some text\n")),
        Errors.MALFORMED,
        "no R: line");
    byte[] odd = {(byte) 0xa1, 1, 9};
    Files.write(folder.resolve("odd.bin"), odd);
    fails(
        CommandRun.of("run", "--device", folder.resolve("odd.bin").toString()),
        Errors.MALFORMED,
        "no R: line");
  }

  // ---- inspect

  @Test
  void inspectAsUdevHidBpfDoes() throws IOException {
    CommandRun run = CommandRun.of("inspect", "--json", CommandRun.OBJECT, CommandRun.TRACING);
    List<Json> lines = Json.lines(run);
    assertThat(lines).hasSize(2);
    Json first = lines.getFirst();
    assertThat(first.fields()).contains("filename", "devices", "programs", "maps");
    assertThat(first.text("filename")).isEqualTo("a4tech-horizontal-wheel.bpf.o");
    assertThat(first.values("devices")).containsExactly("0x0003", "0x0000", "0x09DA", "0x0006");
    assertThat(first.values("programs"))
        .contains("split_wheels", "struct_ops/hid_device_event", "add_pan_field", "probe");
    assertThat(first.values("maps")).contains("a4tech_horizontal_wheel", "struct_ops");
    assertThat(lines.getLast().values("programs"))
        .contains("fmod_ret/hid_bpf_device_event", "fmod_ret/hid_bpf_rdesc_fixup", "syscall");
  }

  @Test
  void inspectForPeople() {
    CommandRun run = CommandRun.of("inspect", CommandRun.OBJECT);
    assertThat(run.out())
        .contains(
            "licence Dual BSD/GPL, for kernel profile 6.12",
            "b0003g*v000009DAp00000006",
            "hid_bpf_ops: hid_device_event = split_wheels, hid_rdesc_fixup = add_pan_field");
  }

  // ---- disasm

  @Test
  void disassembly() {
    CommandRun run = CommandRun.of("disasm", CommandRun.OBJECT);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "split_wheels: section struct_ops/hid_device_event",
            "probe: section syscall",
            "call hid_bpf_get_data#",
            "; int BPF_PROG(split_wheels, struct hid_bpf_ctx *hctx) @ a4tech-horizontal-wheel.bpf.c:",
            ": (95) exit");
    CommandRun one =
        CommandRun.of("disasm", "--no-source", "--program", "probe", CommandRun.OBJECT);
    assertThat(one.out()).startsWith("probe: ").doesNotContain("split_wheels", "; ");
    fails(
        CommandRun.of("disasm", "--program", "nix", CommandRun.OBJECT),
        Errors.USAGE,
        "--program nix",
        "no program of this name");
  }

  // ---- descriptor

  @Test
  void descriptorFromEveryForm() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(TOUCHPAD));
    String plain = HexFormat.of().formatHex(bytes);
    String spaced = HexFormat.ofDelimiter(" ").formatHex(bytes);
    String c = HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(bytes);
    String recording = file("r.hid", "R: %d %s\nN: x\nI: 3 1 2\n".formatted(bytes.length, spaced));
    String printed = body(CommandRun.of("descriptor", TOUCHPAD));
    assertThat(printed).contains("Usage (Touch Screen)").contains("// End Collection");
    for (String file :
        List.of(
            file("plain.txt", plain + "\n"),
            file("spaced.txt", spaced),
            file("c.txt", c + ",\n"))) {
      assertThat(body(CommandRun.of("descriptor", file))).as(file).isEqualTo(printed);
    }
    assertThat(body(CommandRun.of("descriptor", recording))).isEqualTo(printed);
    fails(CommandRun.of("descriptor", file("x.txt", "05 X1")), Errors.MALFORMED, "x.txt");
    fails(CommandRun.of("descriptor", file("odd.txt", "05 0")), Errors.MALFORMED, "odd.txt");
  }

  private static String body(CommandRun run) {
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run.out().substring(run.out().indexOf('\n') + 1);
  }

  @Test
  void descriptorsOfAllDevices() throws IOException {
    List<Json> lines = Json.lines(CommandRun.of("descriptor", "--json", TWO_DEVICES));
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().text("rdesc")).hasSize(2 * 63).startsWith("05010906a101");
    assertThat(lines.getLast().values("reports")).containsSubsequence("input", "3", "7");
  }

  /** The items up to the error are shown, and its place. */
  @Test
  void malformedDescriptor() throws IOException {
    String broken = file("broken.txt", "05 01 09 02 a1 01 81");
    CommandRun run = CommandRun.of("descriptor", broken);
    fails(run, Errors.MALFORMED, "broken.txt", "6");
    assertThat(run.out()).contains("Usage (Mouse)");
    fails(CommandRun.of("descriptor", file("empty", "")), Errors.MALFORMED, "empty");
  }

  // ---- btf

  static Collection<String> profiles() {
    return KernelTypes.profileNames();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void kernelTypes(String profile) throws IOException {
    CommandRun run = CommandRun.of("btf", "--kernel", profile);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).contains("#ifndef", "struct bpf_map", "#endif");
    Path raw = folder.resolve("btf");
    assertThat(CommandRun.of("btf", "--kernel", profile, "--raw", raw.toString()).out()).isEmpty();
    assertThat(BtfReader.read("raw", Files.readAllBytes(raw)).size()).isPositive();
    assertThat(CommandRun.of("btf", "--kernel", profile)).isEqualTo(run);
  }

  @Test
  void kernelTypesIntoAFolderThatIsNotThere() {
    fails(CommandRun.of("btf", "--raw", "/nowhere/x"), Errors.USAGE, "/nowhere/x");
  }

  @Test
  void textInRecordingsIsNoFormat() throws IOException {
    String recording =
        file(
            "percent.hid",
            "R: 16 06 00 ff 09 01 a1 01 15 00 75 08 95 02 81 02 c0\nI: 3 1 2\nN: 100%s \u001b[31m%n\n");
    CommandRun run = CommandRun.of("run", "--device", recording);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out().getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) 27);
  }
}
