package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.kernel.trace.TraceJsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code run --trace}: what the Trace Event Format requires of a file (phases, ts, pid, tid, names
 * of processes and threads, nested spans), and the lanes of the examples.
 */
@Timeout(120)
class TraceFormatTest {
  private static final JsonFactory FACTORY = new JsonFactory();

  @TempDir Path folder;

  /** An event of a trace; its args as text. */
  private record Event(
      String phase,
      long pid,
      long tid,
      double ts,
      String name,
      String id,
      Map<String, String> args) {}

  private List<Event> trace(String... arguments) throws IOException {
    Path file = folder.resolve("trace.json");
    List<String> all = new ArrayList<>(List.of("run", "--quiet", "--trace", file.toString()));
    all.addAll(Arrays.asList(arguments));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run).isZero();
    return read(file);
  }

  /** Parses the object form, strictly. */
  private static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(file.toFile())) {
      json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("displayTimeUnit")) {
          assertThat(json.nextTextValue()).isIn("ms", "ns");
          continue;
        }
        assertThat(json.currentName()).isEqualTo("traceEvents");
        assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          events.add(event(json));
        }
        assertThat(json.currentToken()).isEqualTo(JsonToken.END_ARRAY);
      }
      assertThat(json.nextToken()).isNull();
    }
    return events;
  }

  private static Event event(JsonParser json) throws IOException {
    Map<String, JsonToken> tokens = new LinkedHashMap<>();
    Map<String, String> values = new HashMap<>();
    Map<String, String> args = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      tokens.put(field, token);
      if (!field.equals("args")) {
        assertThat(token.isScalarValue()).as(field).isTrue();
        values.put(field, json.getText());
        continue;
      }
      assertThat(token).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        args.put(name, json.getText());
      }
    }
    assertThat(tokens).containsKeys("ph", "pid", "tid", "ts", "name", "args");
    assertThat(Objects.requireNonNull(tokens.get("ts")).isNumeric()).isTrue();
    assertThat(List.of(tokens.get("pid"), tokens.get("tid")))
        .containsOnly(JsonToken.VALUE_NUMBER_INT);
    String phase = values.getOrDefault("ph", "");
    assertThat(phase).isIn("B", "E", "X", "i", "s", "f", "C", "M");
    assertThat(tokens.containsKey("dur")).as("dur with X only").isEqualTo(phase.equals("X"));
    if (phase.equals("i")) {
      assertThat(values.get("s")).isIn("g", "p", "t");
    }
    return new Event(
        phase,
        Long.parseLong(values.getOrDefault("pid", "")),
        Long.parseLong(values.getOrDefault("tid", "")),
        Double.parseDouble(values.getOrDefault("ts", "")),
        values.getOrDefault("name", ""),
        values.getOrDefault("id", ""),
        args);
  }

  /** Checks the rules; returns the lanes by name. */
  private static Map<String, Long> checked(List<Event> events) {
    Map<Long, String> named = new HashMap<>();
    Map<String, Long> lanes = new LinkedHashMap<>();
    Map<Long, Deque<String>> open = new HashMap<>();
    Map<Long, Double> last = new HashMap<>();
    Set<Long> processes = new HashSet<>();
    Set<String> arrows = new HashSet<>();
    for (Event e : events) {
      String name = e.args().getOrDefault("name", "");
      if (e.phase().equals("M")) {
        if (e.name().equals("process_name")) {
          assertThat(processes.add(e.pid())).isTrue();
        } else if (e.name().equals("thread_name")) {
          assertThat(named.put(e.tid(), name)).as("name of %d", e.tid()).isNull();
          assertThat(lanes.put(name, e.tid())).as(name).isNull();
        } else {
          assertThat(e.name()).isEqualTo("thread_sort_index");
        }
        continue;
      }
      assertThat(processes).contains(e.pid());
      if (!e.phase().equals("C")) {
        assertThat(named).containsKey(e.tid());
      }
      assertThat(e.ts())
          .as("%s in %s", e, named.get(e.tid()))
          .isGreaterThanOrEqualTo(last.getOrDefault(e.tid(), 0.0));
      last.put(e.tid(), e.ts());
      Deque<String> spans = open.computeIfAbsent(e.tid(), _ -> new ArrayDeque<>());
      if (e.phase().equals("s") || e.phase().equals("f")) {
        assertThat(spans).as("what an arrow is bound to").isNotEmpty();
        assertThat(e.id()).isNotEmpty();
        assertThat(arrows.remove(e.id())).as("arrow %s", e).isEqualTo(e.phase().equals("f"));
        if (e.phase().equals("s")) {
          arrows.add(e.id());
        }
      }
      if (e.phase().equals("B")) {
        spans.push(e.name());
      } else if (e.phase().equals("E")) {
        assertThat(spans.pop()).isEqualTo(e.name());
      }
    }
    assertThat(open.values()).allMatch(Deque::isEmpty);
    return lanes;
  }

  static Stream<String> runs() {
    String sixaxis =
        "sixaxis-reinit/sixaxis-reinit.bpf.o --device sixaxis-reinit/sixaxis.hid --model sixaxis-reinit/sixaxis.model";
    return Stream.of(
        "--device a4tech-horizontal-wheel/wheel.hid",
        "a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o --device a4tech-horizontal-wheel/wheel.hid",
        "pen-out-of-proximity/pen-out-of-proximity.bpf.o --device pen-out-of-proximity/pen.hid",
        "rollermouse-double-click/rollermouse-double-click.bpf.o --device rollermouse-double-click/rollermouse.hid",
        "imperator-macro/imperator-macro.bpf.o --device imperator-macro/imperator.hid",
        sixaxis,
        sixaxis + " --seed 5");
  }

  private static String[] arguments(String run) {
    String examples = CommandRun.ROOT.resolve("examples") + "/";
    return Arrays.stream(run.split(" ", -1))
        .map(w -> w.contains("/") ? examples + w : w)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void keepsTheRulesOfTheFormat(String run) throws IOException {
    List<Event> events = trace(arguments(run));
    assertThat(events).hasSizeGreaterThan(20);
    assertThat(checked(events)).containsKeys("device", "host", "device io", "user");
  }

  /** A checker that shares no code with this one agrees. */
  @Test
  void anIndependentCheckerAgrees() throws IOException, InterruptedException {
    Path script = CommandRun.ROOT.resolve("scripts/check-trace");
    assumeTrue(runs("python3", "--version") == 0, "python3 is not installed");
    for (String run : runs().toList()) {
      trace(arguments(run));
      assertThat(runs("python3", script.toString(), folder.resolve("trace.json").toString()))
          .as(run)
          .isZero();
    }
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.json"),
            "{\"traceEvents\":[{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":0,\"name\":\"x\"}]}");
    assertThat(runs("python3", script.toString(), wrong.toString())).isEqualTo(1);
  }

  private static int runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private static Stamp at(long nanos) {
    return new Stamp(nanos, 1, 0, Cause.NONE, 0);
  }

  /** A request that waits for an answer when the trace ends is closed all the same. */
  @Test
  void whatIsNotOverIsEnded() throws IOException {
    Path file = folder.resolve("cut.json");
    try (TraceJsonWriter writer = new TraceJsonWriter(Files.newBufferedWriter(file), "pad")) {
      writer.event(
          new ProgramEvent.RunBegan(at(1_000), 1, 7, RunKind.WORK, "wake", "pads", "ask", null));
      writer.event(
          new RequestEvent.Asked(
              at(2_000),
              1,
              7,
              TransportCall.GET_REPORT,
              RecordedRequest.Origin.BPF,
              ReportType.FEATURE,
              0xf2,
              new byte[0]));
    }
    List<Event> events = read(file);
    checked(events);
    assertThat(events.stream().filter(e -> e.args().containsKey("unfinished")))
        .extracting(Event::name)
        .containsExactlyInAnyOrder("GET_REPORT feature 0xf2", "ask");
  }

  @Test
  void timersWorkAndRequestsHaveLanes() throws IOException {
    List<Event> events =
        trace(
            arguments(
                "sixaxis-reinit/sixaxis-reinit.bpf.o --device sixaxis-reinit/sixaxis.hid --model sixaxis-reinit/sixaxis.model"));
    Map<String, Long> lanes = checked(events);
    assertThat(lanes)
        .containsKeys("program probe", "program wake_pad", "timer pads", "work pads", "device io");
    assertThat(of(events, lanes, "timer pads"))
        .containsExactly(
            "i start @5 {program=wake_pad, callback=try_again, due in us=50000}",
            "B try_again @55 {program=wake_pad}",
            "E try_again @55 {result=0, instructions=7}",
            "i start @58 {program=wake_pad, callback=try_again, due in us=100000}",
            "B try_again @158 {program=wake_pad}",
            "E try_again @158 {result=0, instructions=7}",
            "i start @4005 {program=wake_pad, callback=try_again, due in us=50000}",
            "B try_again @4055 {program=wake_pad}",
            "E try_again @4055 {result=0, instructions=7}",
            "i start @4058 {program=wake_pad, callback=try_again, due in us=100000}",
            "B try_again @4158 {program=wake_pad}",
            "E try_again @4158 {result=0, instructions=7}");
    assertThat(of(events, lanes, "work pads"))
        .startsWith(
            "i start @2 {program=wake_pad, callback=read_address, due in us=0}",
            "B read_address @2 {program=wake_pad}")
        .contains(
            "i hid_bpf_hw_request @163 {arguments=GET_REPORT feature, 17 bytes: f2 ff ff 00 00 1b fb 5a 3c 21 00 00 00 00 00 00 00, result=17}");
    assertThat(of(events, lanes, "device io"))
        .contains(
            "B GET_REPORT feature 0xf2 @2 {}",
            "E GET_REPORT feature 0xf2 @5 {by=bpf, data=, result=-EIO (-5)}");
    assertThat(of(events, lanes, "device")).contains("i state awake @163 {}");
  }

  @Test
  void cancelledTimersSaySo() throws IOException {
    List<Event> events =
        trace(
            arguments(
                "pen-out-of-proximity/pen-out-of-proximity.bpf.o --device pen-out-of-proximity/pen.hid"));
    Map<String, Long> lanes = checked(events);
    assertThat(of(events, lanes, "timer pens"))
        .containsSubsequence(
            "i start @25 {program=hold_out_of_range, callback=hold_over, due in us=20000}",
            "i cancel @40 {program=hold_out_of_range}",
            "i start @60 {program=hold_out_of_range, callback=hold_over, due in us=20000}",
            "B hold_over @80 {program=hold_out_of_range}");
    // With several elements in a map, each has a lane of its own.
    List<Event> macros =
        trace(
            arguments(
                "imperator-macro/imperator-macro.bpf.o --device imperator-macro/imperator.hid"));
    assertThat(checked(macros))
        .containsKeys("timer alarms[0]", "timer alarms[1]", "work alarms[0]", "work alarms[1]");
  }

  /** A lane's events as text: times in whole milliseconds. */
  private static List<String> of(List<Event> events, Map<String, Long> lanes, String lane) {
    Long tid = lanes.get(lane);
    List<String> found = new ArrayList<>();
    for (Event e : events) {
      if (!Set.of("M", "s", "f").contains(e.phase()) && tid != null && e.tid() == tid) {
        found.add(e.phase() + " " + e.name() + " @" + (long) (e.ts() / 1000) + " " + e.args());
      }
    }
    return found;
  }
}
