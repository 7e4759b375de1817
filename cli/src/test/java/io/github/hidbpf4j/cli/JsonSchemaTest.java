package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.replay.EntryInput;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.DeviceStatus;
import io.github.hidbpf4j.live.daemon.StatusJson;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import io.github.hidbpf4j.testing.coverage.CoverageJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The schemas of {@code docs/schema} against what the verbs print: every line of real output is
 * valid, and every property and kind of record in a schema occurs in some output.
 */
@Timeout(300)
class JsonSchemaTest {
  private static final Path SCHEMAS = CommandRun.ROOT.resolve("docs/schema");
  private static final Path EXAMPLES = CommandRun.ROOT.resolve("examples");
  private static final Path TESTDATA = CommandRun.ROOT.resolve("testdata");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @TempDir Path folder;

  private static JsonNode schema(String name) throws IOException {
    return MAPPER.readTree(Files.readString(SCHEMAS.resolve(name + ".schema.json")));
  }

  /** What a verb printed in the runs of a test, and which properties of the schema it had. */
  private static final class Validated {
    private final JsonNode root;
    private final Schema schema;
    private final String name;
    final Set<String> seen = new TreeSet<>();

    Validated(String name) throws IOException {
      this.name = name;
      root = schema(name);
      schema = REGISTRY.getSchema(root);
    }

    /** One output: the first line says what it is, all are valid. */
    void output(List<String> lines) {
      assertThat(lines).isNotEmpty();
      for (int i = 0; i < lines.size(); i++) {
        JsonNode line = MAPPER.readTree(lines.get(i));
        assertThat(line.has("format"))
            .as("format in line %d: %s", i, lines.get(i))
            .isEqualTo(i == 0);
        if (i == 0) {
          assertThat(line.get("format").stringValue()).isEqualTo("hidbpf-" + name);
          assertThat(new ArrayList<>(line.propertyNames())).startsWith("type", "format", "version");
        }
        assertThat(schema.validate(line)).as("%s", lines.get(i)).isEmpty();
        see(root, "", line);
      }
    }

    private JsonNode resolve(JsonNode node) {
      JsonNode ref = node.get("$ref");
      return ref == null ? node : root.at(ref.stringValue().substring(1));
    }

    private static String name(JsonNode node, String otherwise) {
      JsonNode ref = node.get("$ref");
      return ref == null
          ? otherwise
          : ref.stringValue().substring(ref.stringValue().lastIndexOf('/') + 1);
    }

    /** Notes what the schema describes of this value. */
    private void see(JsonNode described, String path, JsonNode value) {
      String here = name(described, path);
      JsonNode node = resolve(described);
      for (String keyword : List.of("oneOf", "anyOf")) {
        JsonNode ways = node.get(keyword);
        if (ways != null) {
          ways.forEach(
              way -> {
                JsonNode type = resolve(way).at("/properties/type/const");
                if (type.isMissingNode()
                    ? value.isObject() == way.has("$ref")
                    : type.equals(value.get("type"))) {
                  see(way, here, value);
                }
              });
        }
      }
      JsonNode properties = node.get("properties");
      if (properties != null && value.isObject()) {
        for (Map.Entry<String, JsonNode> p : properties.properties()) {
          JsonNode inner = value.get(p.getKey());
          if (inner != null) {
            seen.add(here + "." + p.getKey());
            see(p.getValue(), here + "." + p.getKey(), inner);
          }
        }
      }
      if (node.has("items") && value.isArray()) {
        value.forEach(element -> see(node.get("items"), here + "[]", element));
      }
    }

    /** All that the schema describes. */
    Set<String> described() {
      Set<String> all = new TreeSet<>();
      Set<String> visited = new LinkedHashSet<>();
      describe(root, "", all, visited);
      return all;
    }

    private void describe(JsonNode described, String path, Set<String> all, Set<String> visited) {
      if (described.has("$ref") && !visited.add(described.get("$ref").stringValue())) {
        return;
      }
      String here = name(described, path);
      JsonNode node = resolve(described);
      for (String keyword : List.of("oneOf", "anyOf")) {
        if (node.has(keyword)) {
          node.get(keyword).forEach(way -> describe(way, here, all, visited));
        }
      }
      if (node.has("properties")) {
        for (Map.Entry<String, JsonNode> p : node.get("properties").properties()) {
          all.add(here + "." + p.getKey());
          describe(p.getValue(), here + "." + p.getKey(), all, visited);
        }
      }
      if (node.has("items")) {
        describe(node.get("items"), here + "[]", all, visited);
      }
    }

    /**
     * Everything that is described occurs in some output; any kind of record may be the first line.
     */
    void complete() {
      Set<String> missing = new TreeSet<>(described());
      missing.removeAll(seen);
      missing.removeIf(p -> p.endsWith(".format") || p.endsWith(".version"));
      assertThat(missing).isEmpty();
    }
  }

  private static String example(String name) {
    return EXAMPLES.resolve(name).resolve(name + ".bpf.o").toString();
  }

  private static String file(Path in, String name) {
    return in.resolve(name).toString();
  }

  private static List<String> lines(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).as("%s", run).isBetween(0, 2);
    return run.lines();
  }

  // ---- the verbs

  @Test
  void run() throws IOException {
    Validated run = new Validated("run");
    String mouse = CommandRun.RECORDING;
    String sixaxis = file(EXAMPLES, "sixaxis-reinit/sixaxis.hid");
    String model = file(EXAMPLES, "sixaxis-reinit/sixaxis.model");
    String button = file(TESTDATA, "coverage/button.hid");
    String[] plain = {"run", "--json", "--device", mouse, CommandRun.OBJECT};
    run.output(lines(plain));
    run.output(lines("run", "--json", "--quiet", "--device", mouse, CommandRun.OBJECT));
    run.output(
        lines(
            "run",
            "--json",
            "--fields",
            "--evdev",
            "--coverage",
            "--detach-at",
            "1",
            "--device",
            mouse,
            CommandRun.OBJECT));
    run.output(
        lines("run", "--json", "--device", mouse, "--device", button, CommandRun.OBJECT, "-j2"));
    run.output(
        lines(
            "run",
            "--json",
            "--fields",
            "--evdev",
            "--device",
            sixaxis,
            "--model",
            model,
            example("sixaxis-reinit")));
    for (String name :
        List.of(
            "imperator-macro/imperator",
            "rollermouse-double-click/rollermouse",
            "pen-out-of-proximity/pen")) {
      run.output(
          lines(
              "run",
              "--json",
              "--fields",
              "--evdev",
              "--until",
              "0.1",
              "--device",
              file(EXAMPLES, name + ".hid"),
              example(name.substring(0, name.indexOf('/')))));
    }
    Path flood =
        Files.writeString(
            folder.resolve("flood.model"), "on every 100 us: wait 60 min; input 01\n");
    run.output(
        lines(
            "run",
            "--json",
            "--device",
            sixaxis,
            "--model",
            flood.toString(),
            example("sixaxis-reinit")));
    run.output(
        lines(
            "run",
            "--json",
            "--device",
            Files.writeString(folder.resolve("spin.hid"), SpinningTest.MOUSE).toString(),
            "--property",
            "SPIN=i",
            file(TESTDATA, "async/spin.bpf.o")));
    run.output(
        lines(
            "run",
            "--json",
            "--force",
            "--engine",
            "compiled",
            "--device",
            button,
            file(TESTDATA, "async/longest_loop.bpf.o")));
    run.output(
        lines(
            "run",
            "--json",
            "--device",
            file(TESTDATA, "conventions/touchpad.hid"),
            "--model",
            file(TESTDATA, "conventions/touchpad.model"),
            file(TESTDATA, "conventions/pad_type.bpf.o")));
    run.output(lines("run", "--json", "--device", mouse, versions().toString()));
    try (DirectoryStream<Path> objects =
        Files.newDirectoryStream(TESTDATA.resolve("findings"), "*.bpf.o")) {
      for (Path object : objects) {
        List<String> found =
            lines("run", "--json", "--fields", "--device", button, "--force", object.toString());
        if (!found.isEmpty()) { // some do not load
          run.output(found);
        }
      }
    }
    for (String name :
        List.of(
            "d-pad-bits",
            "keyboard-with-leds",
            "touchscreen",
            "pen-with-eraser",
            "volume-knob",
            "random-composite-000",
            "random-contacts-000")) {
      run.output(
          lines(
              "run",
              "--json",
              "--fields",
              "--evdev",
              "--device",
              file(TESTDATA, "evdev/" + name + ".hid")));
    }
    Path two = Files.writeString(folder.resolve("two.hid"), TWO_DEVICES);
    run.output(lines("run", "--json", "--fields", "--device", two.toString()));
    run.complete();
  }

  /** Two devices, the first with an element of 64 bits and an array. */
  private static final String TWO_DEVICES =
      """
      D: 0
      R: 32 06 00 ff 09 01 a1 01 09 02 75 40 95 01 81 02 05 07 19 01 29 05 15 01 25 05 75 08 95 02 81 00 c0
      N: First
      I: 3 1209 0001
      D: 1
      R: 16 06 00 ff 09 01 a1 01 09 02 75 08 95 01 81 02 c0
      N: Second
      I: 3 1209 0002
      D: 0
      E: 000000.000000 10 01 02 03 04 05 06 07 08 04 00
      D: 1
      E: 000000.000000 1 01
      """;

  /** A directory with two versions of a fix. */
  private Path versions() throws IOException {
    Path fixes = Files.createDirectory(folder.resolve("fixes"));
    Files.copy(Path.of(CommandRun.OBJECT), fixes.resolve("0010-wheel.bpf.o"));
    Files.copy(Path.of(CommandRun.TRACING), fixes.resolve("0020-wheel.bpf.o"));
    return fixes;
  }

  @Test
  void verify() throws IOException {
    Validated verify = new Validated("verify");
    verify.output(lines("verify", "--json", CommandRun.OBJECT));
    verify.output(lines("verify", "--json", "--kernel", "all", CommandRun.OBJECT));
    verify.output(lines("verify", "--json", "--range", CommandRun.OBJECT));
    verify.output(lines("verify", "--json", "--log-level", "2", CommandRun.OBJECT));
    verify.output(lines("verify", "--json", "--raw", "b700000000000000 9500000000000000"));
    verify.output(lines("verify", "--json", "--raw", "9500000000000000"));
    verify.output(lines("verify", "--json", "--kernel", "all", versions().toString()));
    for (Path in : List.of(EXAMPLES.resolve("rejected"), TESTDATA.resolve("findings"))) {
      try (DirectoryStream<Path> objects = Files.newDirectoryStream(in, "*.bpf.o")) {
        for (Path object : objects) {
          verify.output(lines("verify", "--json", object.toString()));
        }
      }
    }
    verify.output(lines("verify", "--json", file(TESTDATA, "hid-bpf/optional.bpf.o")));
    verify.complete();
  }

  @Test
  void lint() throws IOException {
    Validated lint = new Validated("lint");
    try (DirectoryStream<Path> objects =
        Files.newDirectoryStream(TESTDATA.resolve("lint"), "*.bpf.o")) {
      for (Path object : objects) {
        List<String> found = lines("lint", "--json", "--level", "hint", object.toString());
        if (!found.isEmpty()) { // nothing is wrong with some
          lint.output(found);
        }
      }
    }
    lint.complete();
  }

  @Test
  void explain() throws IOException {
    Validated explain = new Validated("explain");
    for (String name :
        List.of(
            "a4tech-horizontal-wheel",
            "imperator-macro",
            "pen-out-of-proximity",
            "rollermouse-double-click",
            "sixaxis-reinit")) {
      explain.output(lines("explain", "--json", example(name)));
    }
    explain.output(lines("explain", "--json", CommandRun.OBJECT, "--device", CommandRun.RECORDING));
    explain.output(
        lines("explain", "--json", file(TESTDATA, "lint/report-id-ignored-fixed.bpf.o")));
    explain.output(lines("explain", "--json", file(EXAMPLES, "rejected/last-byte.bpf.o")));
    explain.complete();
  }

  @Test
  void inspect() throws IOException {
    Validated inspect = new Validated("inspect");
    List<Path> objects = new ArrayList<>();
    for (String in : List.of("conventions", "hid-bpf", "async", "findings")) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(TESTDATA.resolve(in), "*.bpf.o")) {
        found.forEach(objects::add);
      }
    }
    for (Path object : objects) {
      inspect.output(lines("inspect", "--json", object.toString()));
    }
    inspect.output(lines("inspect", "--json", CommandRun.OBJECT, CommandRun.TRACING));
    inspect.output(lines("inspect", "--json", EXAMPLES.resolve("rejected").toString()));
    inspect.complete();
  }

  @Test
  void descriptor() throws IOException {
    Validated descriptor = new Validated("descriptor");
    try (DirectoryStream<Path> recordings =
        Files.newDirectoryStream(TESTDATA.resolve("evdev"), "*.hid")) {
      for (Path recording : recordings) {
        descriptor.output(lines("descriptor", "--json", recording.toString()));
        descriptor.output(lines("descriptor", "--json", "--input", recording.toString()));
      }
    }
    descriptor.output(
        lines("descriptor", "--json", "--fixup", CommandRun.OBJECT, CommandRun.RECORDING));
    descriptor.output(
        lines("descriptor", "--json", "--compare", CommandRun.RECORDING, CommandRun.RECORDING));
    descriptor.complete();
  }

  @Test
  void coverage() throws IOException {
    Path object = TESTDATA.resolve("coverage/reached.bpf.o");
    CoverageCollector collector = new CoverageCollector();
    var profile = Profiles.forName("6.12").orElseThrow();
    try (RecordingReader reader = RecordingReader.open(TESTDATA.resolve("coverage/button.hid"))) {
      while (reader.nextEntry() != null) {
        // only its device is asked for
      }
      int _ =
          Replay.run(
                  ReplaySetup.builder(
                          profile, KernelTypes.of(profile).btf(), reader.devices().getFirst())
                      .objects(
                          List.of(BpfObject.open(object.toString(), Files.readAllBytes(object))))
                      .coverage(collector)
                      .build(),
                  (EntryInput) () -> null)
              .findings()
              .size();
    }
    StringWriter text = new StringWriter();
    CoverageJson.write(collector.result(), text);
    Schema schema = REGISTRY.getSchema(schema("coverage"));
    assertThat(schema.validate(text.toString(), InputFormat.JSON)).isEmpty();
    assertThat(
            schema.validate(text.toString().replace("\"count\":", "\"counts\":"), InputFormat.JSON))
        .isNotEmpty();
    Validated all = new Validated("coverage");
    all.see(all.root, "", MAPPER.readTree(text.toString()));
    all.seen.add("function.instructions[].text"); // of objects without lines: CoverageTest
    all.complete();
  }

  @Test
  void list() throws IOException {
    Validated list = new Validated("list");
    list.output(fakeMachine().list("--json").lines());
    list.complete();
  }

  @Test
  void doctor() throws IOException {
    Validated doctor = new Validated("doctor");
    doctor.output(fakeMachine().doctor("--json").lines());
    doctor.complete();
  }

  @Test
  void status() throws IOException {
    LiveDevice device =
        new LiveDevice(
            "0003:09DA:0006.0001",
            HidDeviceInfo.of("Mouse", 3, 0x9da, 6),
            "hid-generic",
            new byte[0],
            Path.of("/dev/hidraw0"),
            List.of(),
            false);
    List<DeviceStatus> devices = new ArrayList<>();
    for (DeviceStatus.Phase phase : DeviceStatus.Phase.values()) {
      DeviceStatus.Traffic bridge =
          phase == DeviceStatus.Phase.ATTACHED
              ? new DeviceStatus.Traffic(3, 1, 2, 3, 4, 5, 6, 7)
              : null;
      devices.add(
          new DeviceStatus(
              device, phase, List.of("a.bpf.o"), List.of(), "", bridge == null, bridge));
    }
    Validated status = new Validated("status");
    List<String> lines = new ArrayList<>(StatusJson.lines(devices).lines().toList());
    lines.add(new KernelStatus(device.sysfsName(), "ops", List.of("hidbpf (process 12)")).json());
    status.output(lines);
    status.complete();
  }

  /** With a device and its clone, and fixes that count and do not. */
  private FakeMachine fakeMachine() throws IOException {
    FakeMachine machine = new FakeMachine(folder);
    machine.mouse(1, 0).mouse(2, 1, "hidbpf4j/0003:09DA:0006.0001/input0");
    machine.install(CommandRun.OBJECT);
    machine.install("--force", TESTDATA.resolve("hid-bpf/inject.bpf.o").toString());
    return machine;
  }

  // ---- the schemas themselves

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "verify",
        "lint",
        "explain",
        "inspect",
        "descriptor",
        "list",
        "doctor",
        "status",
        "coverage"
      })
  void schemaIsStrict(String name) throws IOException {
    JsonNode root = schema(name);
    Schema meta =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(root)).isEmpty();
    assertThat(root.get("$schema").stringValue())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    strict(root, "");
    for (JsonFormat format : JsonFormat.values()) {
      if (format.id().equals("hidbpf-" + name)) {
        assertThat(root.at("/$defs/format/const").stringValue()).isEqualTo(format.id());
        assertThat(root.at("/$defs/version/const").intValue()).isEqualTo(format.version());
      }
    }
  }

  /** Objects say all that may be in them, and each property what it is. */
  private static void strict(JsonNode node, String path) {
    JsonNode properties = node.get("properties");
    if (properties != null && node.has("type")) {
      assertThat(node.get("additionalProperties")).as("%s", path).isNotNull();
      assertThat(node.get("additionalProperties").isBoolean()).as("%s", path).isTrue();
      assertThat(node.get("additionalProperties").booleanValue()).as("%s", path).isFalse();
      for (JsonNode required : node.get("required")) {
        assertThat(properties.has(required.stringValue())).as("%s", path).isTrue();
      }
      for (Map.Entry<String, JsonNode> p : properties.properties()) {
        assertThat(p.getValue().has("description") || p.getValue().has("$ref"))
            .as("%s.%s", path, p.getKey())
            .isTrue();
      }
    }
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      strict(each.getValue(), path + "/" + each.getKey());
    }
    if (node.isArray()) {
      node.forEach(each -> strict(each, path + "[]"));
    }
  }

  /** The schemas are strict: they reject unknown fields and missing ones. */
  @Test
  void otherLinesAreRefused() throws IOException {
    Schema run = REGISTRY.getSchema(schema("run"));
    for (String line :
        List.of(
            "{}",
            "{\"type\":\"other\"}",
            "{\"type\":\"recording\"}",
            "{\"type\":\"recording\",\"file\":7}",
            "{\"type\":\"recording\",\"file\":\"x\",\"more\":1}",
            "{\"type\":\"injected\",\"time_us\":0,\"report\":\"0\"}",
            "{\"type\":\"recording\",\"format\":\"hidbpf-verify\",\"version\":1,\"file\":\"x\"}")) {
      assertThat(run.validate(line, InputFormat.JSON)).as(line).isNotEmpty();
    }
    assertThat(run.validate("{\"type\":\"recording\",\"file\":\"x\"}", InputFormat.JSON)).isEmpty();
  }
}
