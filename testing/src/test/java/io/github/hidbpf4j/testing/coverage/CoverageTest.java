package io.github.hidbpf4j.testing.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.replay.EntryInput;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Coverage of {@code testdata/coverage/reached.bpf.c}, from replays to files. */
class CoverageTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root"));
  private static final String OBJECT = "testdata/coverage/reached.bpf.o";
  private static final String SOURCE = "testdata/coverage/reached.bpf.c";

  private static final String DEVICE =
      """
      R: 20 06 00 ff 09 01 a1 01 09 02 15 00 25 7f 75 08 95 04 81 02 c0
      N: nobody
      I: 3 0001 0002
      """;

  private static final String BUTTONS =
      DEVICE
          + """
          E: 000000.000000 4 01 07 00 00
          E: 000000.010000 4 01 08 00 00
          E: 000000.020000 4 02 00 00 00
          E: 000000.030000 4 03 00 00 00
          E: 000000.040000 4 05 00 00 00
          """;

  private static BpfObject object(UnaryOperator<byte[]> change) throws IOException {
    return BpfObject.open(OBJECT, change.apply(Files.readAllBytes(ROOT.resolve(OBJECT))));
  }

  /** An object whose .BTF.ext has no line info: its header gives a length of 0. */
  private static byte[] withoutLines(byte[] elf) {
    ByteBuffer bytes = ByteBuffer.wrap(elf.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 32 <= elf.length; at += 4) {
      if (bytes.getInt(at) == 0x1eb9f && bytes.getInt(at + 4) == 32) {
        return bytes.putInt(at + 20, 0).array();
      }
    }
    throw new AssertionError("no .BTF.ext");
  }

  private static RecordingReader reader(String recording) {
    return new RecordingReader(
        "test.hid", new ByteArrayInputStream(recording.getBytes(StandardCharsets.UTF_8)));
  }

  private static void run(
      CoverageCollector collector, BpfObject object, String recording, Engine engine, String kernel)
      throws IOException {
    RecordingReader first = reader(recording);
    while (first.nextEntry() != null) {
      // only its devices are needed
    }
    var profile = Profiles.forName(kernel).orElseThrow();
    ReplaySetup setup =
        ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), first.devices().getFirst())
            .objects(List.of(object))
            .force(true)
            .engine(engine)
            .coverage(collector)
            .build();
    RecordingReader input = reader(recording);
    assertThat(Replay.run(setup, (EntryInput) input::nextEntry).unattached()).isEmpty();
  }

  private static Coverage run(String recording, Engine engine) throws IOException {
    CoverageCollector collector = new CoverageCollector();
    run(collector, object(elf -> elf), recording, engine, "6.12");
    return collector.result();
  }

  private static String hits(Coverage coverage) {
    return coverage.objects().getLast().lines().stream()
        .map(l -> l.line() + ":" + (l.reachable() ? "" + l.hits() : "-"))
        .collect(Collectors.joining(" "));
  }

  private static List<String> text(Coverage coverage) {
    List<String> lines = new ArrayList<>();
    new CoverageText(lines::add).write(coverage);
    return lines;
  }

  private static String json(Coverage coverage) throws IOException {
    StringWriter out = new StringWriter();
    CoverageJson.write(coverage, out);
    return out.toString();
  }

  private static String lcov(Coverage coverage) throws IOException {
    StringBuilder out = new StringBuilder();
    LcovWriter.write(coverage, out);
    return out.toString();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void linesAreCounted(Engine engine) throws IOException {
    assertThat(hits(run(BUTTONS, engine)))
        .isEqualTo(
            "28:3 30:3 32:3 34:3 35:3 37:4 39:4 41:3 43:4 47:1 48:1 49:0 50:1"
                + " 54:5 56:5 58:5 60:5 62:5 63:- 64:- 66:5 68:2 69:2 71:1 72:1 74:1 75:1 77:1"
                + " 78:1 79:5 88:1 90:1 92:1 95:4 96:4 97:1");
  }

  @Test
  void enginesAgree() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int n = 0; n < 5; n++) {
      StringBuilder recording = new StringBuilder(DEVICE);
      for (int i = 0; i < 200; i++) {
        recording.append(
            "E: 000000.%06d 4 %02x %02x 00 00%n"
                .formatted(i * 1000, random.nextInt(11), random.nextInt(256)));
      }
      Coverage interpreted = run(recording.toString(), Engine.INTERPRETER);
      assertThat(run(recording.toString(), Engine.COMPILED)).isEqualTo(interpreted);
      assertThat(run(recording.toString(), Engine.AUTO)).isEqualTo(interpreted);
    }
  }

  @Test
  void whatWasMissedComesFirst() throws IOException {
    assertThat(text(run(BUTTONS, Engine.AUTO)))
        .startsWith(
            "coverage    "
                + OBJECT
                + ": lines 33/34 (97.0 %), branches 20/28 (71.4 %), instructions 99/103 (96.1 %), functions 5/5",
            "  " + SOURCE + ":30: never taken, to line 35: if (value > 100)",
            "  " + SOURCE + ":32: never taken, to line 35: if (value < 0)",
            "  " + SOURCE + ":48: never taken, to line 49: if (ticks > 100)",
            "  " + SOURCE + ":49: never reached: sum = 0;",
            "  " + SOURCE + ":60: never taken, to the end of event: if (!data)")
        .containsSubsequence(
            "  " + SOURCE + ":92: never taken, to the end of fixup: if (!data)",
            "  " + SOURCE,
            "           3 ~    30      if (value > 100)",
            "           0 !    49          sum = 0;",
            "           5      62      if (old_kernel) {",
            "           -      63          data[3] = 0xff;");
  }

  /** What is dead code on one kernel may not be on another: together it counts. */
  @Test
  void kernelsAddUp() throws IOException {
    CoverageCollector collector = new CoverageCollector();
    for (String kernel : List.of("6.12", "6.18", "7.3")) {
      run(collector, object(elf -> elf), BUTTONS, Engine.AUTO, kernel);
    }
    Coverage all = collector.result();
    assertThat(hits(all)).startsWith("28:9 ").contains(" 63:- ");
    assertThat(all.totals()).isEqualTo(run(BUTTONS, Engine.AUTO).totals());
  }

  // ---- sums

  @Test
  void sumsDependOnNoOrder() throws IOException {
    List<Coverage> parts = new ArrayList<>();
    for (int kind : new int[] {1, 2, 3, 5, 9}) {
      parts.add(
          run(DEVICE + "E: 000000.000000 4 0%d 07 00 00\n".formatted(kind), Engine.INTERPRETER));
    }
    parts.add(new Coverage(List.of(new ObjectCoverage("other.bpf.o", List.of()))));
    Coverage inOrder = parts.stream().reduce(Coverage.NONE, Coverage::plus);
    Random random = new Random(3);
    for (int n = 0; n < 20; n++) {
      List<Coverage> left = new ArrayList<>(parts);
      Collections.shuffle(left, random);
      while (left.size() > 1) {
        int i = random.nextInt(left.size() - 1);
        left.set(i, left.get(i).plus(left.remove(i + 1)));
      }
      assertThat(left.getFirst()).isEqualTo(inOrder);
    }
    assertThat(hits(inOrder)).contains(" 54:5 ", " 71:1 ", " 88:5 ");
  }

  /** Functions of another build of an object are kept apart. */
  @Test
  void buildsStayApart() throws IOException {
    Coverage one = run(BUTTONS, Engine.INTERPRETER);
    ObjectCoverage object = one.objects().getFirst();
    FunctionCoverage event =
        object.functions().stream().filter(f -> f.name().equals("event")).findFirst().orElseThrow();
    FunctionCoverage shorter =
        new FunctionCoverage(
            "event",
            true,
            event.slots() - 1,
            event.lines(),
            event.instructions().subList(0, event.instructions().size() - 1));
    Coverage other = new Coverage(List.of(new ObjectCoverage(object.object(), List.of(shorter))));
    assertThat(one.plus(other)).isEqualTo(other.plus(one));
    assertThat(one.plus(other).objects().getFirst().functions()).hasSize(6);
  }

  // ---- without line info

  @Test
  void objectsWithoutLinesHaveInstructions() throws IOException {
    CoverageCollector collector = new CoverageCollector();
    run(collector, object(CoverageTest::withoutLines), BUTTONS, Engine.AUTO, "6.12");
    Coverage coverage = collector.result();
    assertThat(coverage.totals().lines()).isEqualTo(CoverageTotals.Part.NONE);
    assertThat(coverage.totals().instructions())
        .isEqualTo(run(BUTTONS, Engine.AUTO).totals().instructions());
    assertThat(text(coverage))
        .first()
        .asString()
        .isEqualTo(
            "coverage    "
                + OBJECT
                + ": no source lines; branches 20/28 (71.4 %), instructions 99/103 (96.1 %), functions 5/5");
    assertThat(text(coverage))
        .anyMatch(l -> l.matches("  .*reached.bpf.o: ring slots? [0-9-]+: never reached: \\(.*"))
        .anyMatch(l -> l.matches("  .*: weigh slot 3: never taken, to slot \\d+: \\(.*goto pc.*"))
        .contains("  event");
    assertThat(lcov(coverage)).isEmpty();
    assertThat(CoverageJsonReader.read("x", new StringReader(json(coverage)))).isEqualTo(coverage);
  }

  // ---- lcov

  @Test
  void tracefileIsAsGeninfoWritesIt() throws IOException {
    String lcov = lcov(run(BUTTONS, Engine.AUTO));
    assertThat(lcov)
        .startsWith(
            """
            TN:
            SF:testdata/coverage/reached.bpf.c
            FN:37,add
            FN:54,event
            FN:88,fixup
            FN:47,ring
            FN:28,weigh
            FNDA:4,add
            FNDA:5,event
            FNDA:1,fixup
            FNDA:1,ring
            FNDA:3,weigh
            FNF:5
            FNH:5
            BRDA:30,0,0,0
            BRDA:30,0,1,3
            """)
        .contains("BRF:28\nBRH:20\nDA:28,3\n", "DA:49,0\n")
        .doesNotContain("DA:63,")
        .endsWith("LF:34\nLH:33\nend_of_record\n");
  }

  /** Two objects compiled from one source share its entry. */
  @Test
  void filesOfSeveralObjectsAreOne() throws IOException {
    Coverage one = run(BUTTONS, Engine.AUTO);
    Coverage other =
        new Coverage(
            List.of(new ObjectCoverage("copy.bpf.o", one.objects().getFirst().functions())));
    assertThat(lcov(one.plus(other)))
        .containsOnlyOnce("SF:")
        .contains("FNDA:10,event\n", "DA:54,10\n", "BRF:56\n", "LF:34\n");
  }

  // ---- JSON

  @Test
  void jsonKeepsEverything() throws IOException {
    Coverage coverage = run(BUTTONS, Engine.AUTO);
    assertThat(json(coverage)).startsWith("{\"format\":\"hidbpf-coverage\",\"version\":1,");
    assertThat(CoverageJsonReader.read("x", new StringReader(json(coverage)))).isEqualTo(coverage);
    assertThat(CoverageJsonReader.read("x", new StringReader(json(Coverage.NONE))))
        .isEqualTo(Coverage.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                            | f:1: expected coverage, found the end of the file
          []                                                            | f:1: expected coverage, found start_array
          {"format":"hidbpf-run","version":1}                           | f:1: expected format hidbpf-coverage, found hidbpf-run
          {"format":"hidbpf-coverage","version":2,"objects":[]}         | f:1: version 2 of the format: this hidbpf reads version 1
          {"objects":[]}                                                | f:1: expected format and version first
          {"format":"hidbpf-coverage","version":1}                      | f:1: coverage without 'objects'
          {"format":"hidbpf-coverage","version":1,"objects":[],"x":1}   | f:1: unknown field 'x' of coverage
          {"format":"hidbpf-coverage","version":1,"version":1}          | f:1: field 'version' of coverage appears twice
          {"format":"hidbpf-coverage","version":1,"objects":[]} 7       | f:1: expected the end of the file
          {"format":"hidbpf-coverage","version":1,"objects":[7]}        | f:1: expected an object, found value_number_int
          {"format":"hidbpf-coverage","version":-1,"objects":[]}        | f:1: expected a number from 0 up, found -1
          """)
  void badJsonIsOneLine(String text, String message) {
    assertThatThrownBy(() -> CoverageJsonReader.read("f", new StringReader(text)))
        .isInstanceOf(CoverageException.class)
        .hasMessage(message);
  }

  /** However the file is damaged, the result is coverage or an error of one line. */
  @Test
  void damagedJsonIsOneLine() throws IOException {
    String good = json(run(BUTTONS, Engine.AUTO));
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 300; n++) {
      StringBuilder bad = new StringBuilder(good);
      bad.setCharAt(random.nextInt(bad.length()), "\0{}[]\",:19x".charAt(random.nextInt(11)));
      if (n % 2 == 0) {
        bad.setLength(random.nextInt(bad.length()));
      }
      try {
        assertThat(CoverageJsonReader.read("f", new StringReader(bad.toString()))).isNotNull();
      } catch (CoverageException e) {
        assertThat(e.getMessage()).startsWith("f:").doesNotContain("\n");
      }
    }
  }
}
