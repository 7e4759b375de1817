package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.hidbpf4j.hid.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code record} with devices whose nodes are pipes with a report in them. */
@Timeout(120)
class RecordCommandTest {
  @TempDir Path top;
  private FakeMachine machine;
  private @Nullable String answer;
  private final List<FileChannel> open = new ArrayList<>();

  @BeforeEach
  void twoMice() throws IOException, InterruptedException {
    machine = new FakeMachine(top);
    node(0, new byte[] {1, 2, 3, 0});
    node(1, new byte[] {0, 0, 0, 4});
    machine.mouse(1, 0);
    machine.mouse(2, 1);
  }

  @AfterEach
  void closeNodes() throws IOException {
    for (FileChannel channel : open) {
      channel.close();
    }
  }

  private void node(int number, byte[] report) throws IOException, InterruptedException {
    Path node = machine.path("/dev/hidraw" + number);
    Process made = new ProcessBuilder("mkfifo", node.toString()).start();
    assumeThat(made.waitFor()).as("mkfifo").isZero();
    // Opened for reading and writing, so that the pipe has a reader and a writer.
    FileChannel channel = FileChannel.open(node, StandardOpenOption.READ, StandardOpenOption.WRITE);
    assertThat(channel.write(ByteBuffer.wrap(report))).isEqualTo(report.length);
    open.add(channel);
  }

  private CommandRun record(String... arguments) throws IOException {
    RecordCommand command = new RecordCommand();
    command.machine = machine.machine();
    command.person = () -> answer == null ? null : new BufferedReader(new StringReader(answer));
    return FakeMachine.run(command, arguments);
  }

  private static Recording parse(String text) {
    return Recording.parse("out", text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0003:09DA:0006.0001", "hidraw0", "Mouse 1", "NODE"})
  void aDeviceByWhateverItIsCalled(String called) throws IOException {
    String device = called.equals("NODE") ? machine.path("/dev/hidraw0").toString() : called;
    CommandRun run = record(device, "--duration", "0.2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    Recording recording = parse(run.out());
    assertThat(recording.devices()).extracting(d -> d.name()).containsExactly("A4Tech Mouse 1");
    assertThat(recording.events())
        .extracting(Object::toString)
        .containsExactly("E: 000000.000000 4 01 02 03 00");
  }

  @Test
  void severalIntoAFileThatRunReads() throws IOException {
    Path file = top.resolve("mice.hid");
    CommandRun run =
        record("hidraw0", "hidraw1", "hidraw0", "-o", file.toString(), "--duration", "0.2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("hidbpf: recording 0003:09DA:0006.0001 (A4Tech Mouse 1), 0003:09DA:0006.0002 ")
        .endsWith("hidbpf: 2 reports in " + file + "\n");
    CommandRun replayed =
        CommandRun.of("run", CommandRun.OBJECT, "--device", file.toString(), "--device-index", "1");
    assertThat(replayed.exitCode()).as("%s", replayed).isZero();
    assertThat(replayed.out()).contains("summary     1 events ");

    CommandRun again = record("hidraw0", "-o", file.toString(), "--duration", "0.1");
    assertThat(again.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(again.err()).contains("already exists", "--force").hasLineCount(1);
    assertThat(parse(Files.readString(file)).events()).hasSize(2);
    assertThat(record("hidraw0", "-o", file.toString(), "--duration", "0.1", "--force").exitCode())
        .isZero();
    assertThat(parse(Files.readString(file)).events()).isEmpty();
  }

  @Test
  void aDeviceWithAFixOnItHasBothKindsOfLines() throws IOException, InterruptedException {
    node(5, new byte[] {9, 9, 9, 9, 9});
    machine.mouse(6, 5, "hidbpf4j/0003:09DA:0006.0001/input0");
    machine.file("/sys/fs/bpf/hid/0003_09DA_0006_0001/a4tech/prog", "");
    // A name, which the clone has too, means the original.
    CommandRun run = record("mouse 1", "--duration", "0.2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(parse(run.out()).events())
        .extracting(e -> e.kind().letter() + " " + e.data()[0])
        .containsExactlyInAnyOrder("B 1", "E 9");
    assertThat(run.out()).contains("# BPF programs active: a4tech\n");
  }

  @Test
  void withoutADeviceItAsks() throws IOException {
    answer = "1\n";
    CommandRun run = record("--duration", "0.2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err())
        .contains("  0  " + machine.path("/dev/hidraw0") + " A4Tech Mouse 1, 0003:09DA:0006.0001\n")
        .endsWith("Which one, or several? [0-1] ");
    assertThat(parse(run.out()).devices())
        .extracting(d -> d.name())
        .containsExactly("A4Tech Mouse 2");
    answer = "0, 1\n";
    assertThat(parse(record("--duration", "0.1").out()).devices()).hasSize(2);
    for (String wrong : new String[] {"2\n", "x\n", "\n", ""}) {
      answer = wrong;
      CommandRun refused = record("--duration", "0.1");
      assertThat(refused.exitCode()).as("%s", refused).isEqualTo(Errors.USAGE);
      assertThat(refused.out()).isEmpty();
    }
  }

  @Test
  void withNobodyToAskItListsThem() throws IOException {
    CommandRun run = record();
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "hidbpf: which device? %s (A4Tech Mouse 1), %s (A4Tech Mouse 2)\n"
                .formatted(machine.path("/dev/hidraw0"), machine.path("/dev/hidraw1")));
  }

  @Test
  void whatCannotBe() throws IOException {
    assertThat(record("nobody").err()).contains("'nobody': not found").hasLineCount(1);
    assertThat(record("A4Tech").err()).contains("more than one").hasLineCount(1);
    assertThat(record("hidraw0", "--duration", "0").exitCode()).isEqualTo(Errors.USAGE);
    assertThat(record("hidraw0", "-o", top.toString()).err()).contains("is a directory");
    Files.delete(machine.path("/dev/hidraw1"));
    Path file = top.resolve("none.hid");
    CommandRun gone = record("hidraw0", "hidraw1", "-o", file.toString());
    assertThat(gone.err()).contains("/dev/hidraw1").hasLineCount(1);
    assertThat(file).doesNotExist();
  }
}
