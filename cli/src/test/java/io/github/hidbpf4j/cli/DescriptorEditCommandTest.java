package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code hidbpf descriptor --edit} and {@code --check}. DescriptorEditTest tests how listings are
 * read.
 */
class DescriptorEditCommandTest {
  private static final Path EDIT = CommandRun.ROOT.resolve("testdata/edit");
  private static final String MOUSE =
      CommandRun.ROOT.resolve("testdata/lint/numbered.hid").toString();

  @TempDir Path folder;

  /** The listing of the mouse with one text in place of another. */
  private String listing(String from, String to) throws IOException {
    String text = CommandRun.of("descriptor", MOUSE).out();
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("listing.txt"), text.replace(from, to)).toString();
  }

  private CommandRun edit(String from, String to, String... more) throws IOException {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "descriptor";
    arguments[1] = MOUSE;
    arguments[2] = "--edit";
    arguments[3] = listing(from, to);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandRun.of(arguments);
  }

  /**
   * The committed programs are what the command writes; compiled, they turn the device's descriptor
   * into the edited one.
   */
  @ParameterizedTest
  @CsvSource({
    "same-length, Usage (Wheel), Usage (Z)",
    "longer, Logical Maximum (127), Logical Maximum (1000)",
    "two-bytes, Logical Maximum (1023), Logical Maximum (100)",
    "shorter, '0x26, 0xff, 0x03,', '0x25, 0x64,'",
  })
  void programs(String name, String from, String to) throws IOException {
    CommandRun written = edit(from, to, "--as", "program");
    assertThat(written.exitCode()).as("%s", written).isZero();
    assertThat(written.out()).isEqualTo(Files.readString(EDIT.resolve(name + ".bpf.c")));
    byte[] edited = DescriptorText.parse("hex", edit(from, to, "--as", "hex").out());
    CommandRun run =
        CommandRun.of("run", EDIT.resolve(name + ".bpf.o").toString(), "--device", MOUSE);
    assertThat(run.exitCode()).as("%s", run).isZero();
    for (String line : edit(from, to, "--as", "diff").lines()) {
      if (line.startsWith("+") || line.startsWith("-")) {
        assertThat(run.out()).contains("  " + line.strip());
      }
    }
    assertThat(DescriptorPrinter.print(edited)).anyMatch(line -> line.contains(to));
    CommandRun lint =
        CommandRun.of("lint", EDIT.resolve(name + ".bpf.o").toString(), "--device", MOUSE);
    assertThat(lint.exitCode()).as(lint.out()).isZero();
  }

  @Test
  void everythingOfAnEdit() throws IOException {
    CommandRun run = edit("Usage (Wheel)", "Usage (Z)", "--check");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            ": the kernel accepts it: 79 bytes, ",
            "\n+  0x09, 0x32, ",
            "\n# bytes\n05 01 09 02 ",
            "static const __u8 fixed_rdesc[] = {\n\t0x05, 0x01, /* Usage Page (Generic Desktop) */",
            "\tdata[41] = 0x32; /* was 0x38: Usage (Z) */");
  }

  @Test
  void whatTheKernelWouldRefuse() throws IOException {
    CommandRun run = edit("Report Size (16)", "Report Size (300)");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .containsPattern(
            "listing.txt:\\d+: the kernel refuses the descriptor at Report Size \\(300\\)");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void nothingChanged() throws IOException {
    CommandRun run = edit("Usage (Wheel)", "Usage (Wheel)");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("nothing has changed");
    assertThat(edit("Usage (Wheel)", "Usage (Wheel)", "--as", "hex").exitCode()).isZero();
  }

  @Test
  void otherMeaningsAreNoted() throws IOException {
    CommandRun run = edit("Usage Page (Button)", "Usage Page (LED)", "--as", "hex");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("hidbpf: note: ", "means 'Usage Minimum (Num Lock)' now");
  }

  @Test
  void check() throws IOException {
    CommandRun fine = CommandRun.of("descriptor", MOUSE, "--check");
    assertThat(fine.exitCode()).isZero();
    Path bad =
        Files.writeString(folder.resolve("bad.txt"), "05 01 09 02 a1 01 75 ff 95 ff 81 02\n");
    CommandRun refused = CommandRun.of("descriptor", bad.toString(), "--check");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).hasLineCount(1).contains(": the kernel refuses it: ");
  }

  @ParameterizedTest
  @CsvSource({
    "--as hex, --as requires --edit",
    "--check --json, '--edit and --check cannot be combined with'",
    "--edit LISTING --as x, '--as x: expected all, diff, hex, c or program'",
  })
  void wrongUsage(String options, String message) throws IOException {
    String all = "descriptor " + MOUSE + " " + options.replace("LISTING", listing("Wheel", "Z"));
    CommandRun run = CommandRun.of(all.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).hasLineCount(1).contains(message);
  }
}
