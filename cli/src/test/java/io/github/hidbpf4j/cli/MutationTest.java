package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files given to each verb: exit code 0, or 1 or 2 with one line on standard error, in
 * bounded time and memory. How many of each: {@code -Dhidbpf4j.mutations=10000}; where the seeds
 * start: {@code -Dhidbpf4j.seed=N}.
 */
class MutationTest {
  private static final int MUTATIONS = Integer.getInteger("hidbpf4j.mutations", 150);
  private static final long SEED = Long.getLong("hidbpf4j.seed", 0);
  private static final long MOST_BYTES = 64 << 20;
  private static final long MOST_NANOS = 1_000_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /**
   * Matches the place of an error in a malformed object: an offset in the file, an instruction, or
   * a BTF type by number.
   */
  private static final Pattern PLACE =
      Pattern.compile("offset |insn #|slot |\\[[0-9]+\\]|relo #[0-9]");

  /**
   * Errors that have no single place: something is missing, two parts of the object contradict each
   * other, or it is valid but not supported. They name what they are about instead.
   */
  private static final List<Pattern> WITHOUT_PLACE =
      Stream.of(
              "sec '.*': no ELF symbol for variable '.*'",
              "sec '.*': BTF is required but missing",
              "sec '.*': variable '.*' at .*",
              "sec '.*': found [0-9]+ bytes of data",
              "extern '.*': no declaration in the object's BTF",
              "extern '.*': unrecognized extern section",
              "extern '.*': .* defined|extern '.*': .*kconfig",
              "map '.*': unknown field '.*'; known are ",
              "map '.*': unsupported map linkage ",
              "map '.*': invalid def size",
              "map '.*': value size of .* bytes",
              "map '.*': struct_ops .*",
              "map '.*': .*(E2BIG|EINVAL|ENOMEM)",
              "map '.*': .*; expected ",
              "prog '.*': missing BPF prog type",
              "prog '.*': bad map relo against ",
              "prog '.*': no BTF-based attach target",
              "prog '.*': defined twice",
              "prog '.*': no .text section found yet",
              "prog '.*': SEC\\(.*\\) program isn't referenced anywhere",
              "prog '.*': failed to find kernel BTF type ID of ")
          .map(text -> Pattern.compile("hidbpf: " + text))
          .toList();

  @TempDir Path folder;

  @FunctionalInterface
  private interface Mutator {
    byte[] mutate(byte[] original, SplittableRandom random);
  }

  @Test
  void runOnDamagedObjects() throws IOException {
    object(Damage::of, "run", "FILE", "--device", CommandRun.RECORDING);
  }

  @Test
  void runOnDamagedTracingObjects() throws IOException {
    each(
        CommandRun.TRACING, Damage::of, "run", "FILE", "--force", "--device", CommandRun.RECORDING);
  }

  /** Only instructions are damaged, so that programs get as far as the verifier and run. */
  @Test
  void runOnDamagedInstructions() throws IOException {
    byte[] original = Files.readAllBytes(Path.of(CommandRun.OBJECT));
    for (String section :
        new String[] {"struct_ops/hid_device_event", "struct_ops/hid_rdesc_fixup", "syscall"}) {
      Range range = Range.of(original, section);
      object(
          (bytes, random) -> Damage.within(bytes, range.offset(), range.size(), random),
          "run",
          "FILE",
          "--force",
          "--device",
          CommandRun.RECORDING);
    }
  }

  @Test
  void runOnDamagedRecordings() throws IOException {
    each(CommandRun.RECORDING, Damage::of, "run", CommandRun.OBJECT, "--force", "--device", "FILE");
  }

  @Test
  void runOnDamagedRecordingsOfSeveralDevices() throws IOException {
    String recording = CommandRun.ROOT.resolve("testdata/hid/two-devices.hid").toString();
    each(recording, Damage::of, "run", "--device-index", "1", "--json", "--device", "FILE");
  }

  @Test
  void runAgainstDamagedKernelTypes() throws IOException {
    Path btf = folder.resolve("vmlinux.btf");
    assertThat(CommandRun.of("btf", "--raw", btf.toString()).exitCode()).isZero();
    each(
        btf.toString(),
        Damage::of,
        "run",
        CommandRun.OBJECT,
        "--kernel-btf",
        "FILE",
        "--device",
        CommandRun.RECORDING);
  }

  @Test
  void inspectDamagedObjects() throws IOException {
    object(Damage::of, "inspect", "FILE");
    object(Damage::of, "inspect", "--json", "FILE");
  }

  /** Errors say where, except for the listed kinds, which are few. */
  @Test
  void errorsOfDamagedObjectsSayWhere() throws IOException {
    Path mutant = folder.resolve("mutant");
    int errors = 0;
    int without = 0;
    for (String object : List.of(CommandRun.OBJECT, CommandRun.TRACING)) {
      byte[] original = Files.readAllBytes(Path.of(object));
      for (long seed = SEED; seed < SEED + MUTATIONS; seed++) {
        Files.write(mutant, Damage.of(original, new SplittableRandom(seed)));
        CommandRun run = CommandRun.of("inspect", mutant.toString());
        if (run.exitCode() == Errors.FINE) {
          continue;
        }
        errors++;
        if (!PLACE.matcher(run.err()).find()) {
          without++;
          assertThat(WITHOUT_PLACE)
              .as("%s, seed %d: %s", object, seed, run.err())
              .anyMatch(p -> p.matcher(run.err()).lookingAt());
        }
      }
    }
    assertThat(errors).isPositive();
    assertThat(without).as("errors without a place, of " + errors).isLessThan(errors / 10);
  }

  @Test
  void disassembleDamagedObjects() throws IOException {
    object(Damage::of, "disasm", "FILE");
  }

  @Test
  void decodeDamagedDescriptors() throws IOException {
    String rdesc = CommandRun.ROOT.resolve("testdata/hid/touchpad.rdesc").toString();
    each(rdesc, Damage::of, "descriptor", "FILE");
    each(rdesc, Damage::of, "descriptor", "--json", "FILE");
    each(CommandRun.RECORDING, Damage::of, "descriptor", "FILE");
    byte[] hex =
        HexFormat.of()
            .formatHex(Files.readAllBytes(Path.of(rdesc)))
            .getBytes(StandardCharsets.US_ASCII);
    Path text = Files.write(folder.resolve("rdesc.txt"), hex);
    each(text.toString(), Damage::of, "descriptor", "FILE");
  }

  private void object(Mutator mutator, String... command) throws IOException {
    each(CommandRun.OBJECT, mutator, command);
  }

  private void each(String file, Mutator mutator, String... command) throws IOException {
    byte[] original = Files.readAllBytes(Path.of(file));
    Path mutant = folder.resolve("mutant");
    UnaryOperator<String> names = a -> a.equals("FILE") ? mutant.toString() : a;
    String[] arguments = java.util.Arrays.stream(command).map(names).toArray(String[]::new);
    Files.write(mutant, original);
    CommandRun.of(arguments); // loads the classes that measuring needs
    int[] codes = new int[3];
    for (long seed = SEED; seed < SEED + MUTATIONS; seed++) {
      Files.write(mutant, mutator.mutate(original, new SplittableRandom(seed)));
      codes[check("%s, seed %d".formatted(String.join(" ", command), seed), arguments)]++;
    }
    System.out.printf(
        "%s: %d fine, %d rejected, %d malformed%n",
        String.join(" ", command), codes[0], codes[1], codes[2]);
    assertThat(codes[1] + codes[2]).as("damage that was noticed").isPositive();
  }

  /** The exit code. */
  private static int check(String what, String... arguments) {
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long nanos = PROCESS.getProcessCpuTime();
    CommandRun run;
    try {
      run = CommandRun.of(arguments);
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
    bytes = THREADS.getTotalThreadAllocatedBytes() - bytes;
    nanos = PROCESS.getProcessCpuTime() - nanos;
    if (run.exitCode() == 64 && run.err().contains("--device-index")) {
      return 2; // the damaged recording has fewer devices
    }
    assertThat(run.exitCode()).as("exit code of %s: %s", what, run).isBetween(0, 2);
    assertThat(run.err().lines().count())
        .as("lines on standard error of %s: %s", what, run)
        .isEqualTo(run.exitCode() == 0 ? 0 : 1);
    assertThat(bytes).as("bytes allocated by %s", what).isLessThan(MOST_BYTES);
    assertThat(nanos).as("nanoseconds of CPU for %s: %s", what, run).isLessThan(MOST_NANOS);
    return run.exitCode();
  }

  /** Where a section's bytes are in an ELF file. */
  private record Range(int offset, int size) {
    static Range of(byte[] elf, String section) {
      ByteBuffer b = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
      int headers = (int) b.getLong(0x28);
      int names = (int) b.getLong(headers + b.getShort(0x3e) * 64 + 0x18);
      for (int i = 0; i < b.getShort(0x3c); i++) {
        int header = headers + i * 64;
        int name = names + b.getInt(header);
        byte[] wanted = (section + "\0").getBytes(StandardCharsets.US_ASCII);
        if (java.util.Arrays.equals(elf, name, name + wanted.length, wanted, 0, wanted.length)) {
          return new Range((int) b.getLong(header + 0x18), (int) b.getLong(header + 0x20));
        }
      }
      throw new IllegalArgumentException("no section " + section);
    }
  }
}
