package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged objects and damaged BTF: whatever the bytes, the answer is a result or one line. How many
 * per fixture: {@code -Dhidbpf4j.mutations=10000}.
 */
class MutationTest {
  private static final int MUTATIONS = Integer.getInteger("hidbpf4j.mutations", 300);
  private static final long MAX_BYTES = 64 << 20;
  private static final long MAX_MILLIS = 1000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Btf KERNEL = Fixtures.kernel();

  static List<String> fixtures() {
    return Fixtures.names();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void damagedObjectsAreRefusedInOneLine(String name) {
    byte[] original = Fixtures.bytes(name);
    mutate(
        name,
        original,
        0,
        original.length,
        bytes -> {
          BpfObject object = BpfObject.open("x.bpf.o", bytes);
          LinkedObject linked = object.link(KERNEL);
          linked.failures().values().forEach(MutationTest::oneLine);
          linked.mapFailures().values().forEach(MutationTest::oneLine);
        });
  }

  /** Only the BTF sections are damaged, so that the damage is deeper than the ELF checks. */
  @ParameterizedTest
  @MethodSource("fixtures")
  void damagedBtfIsRefusedInOneLine(String name) {
    byte[] original = Fixtures.bytes(name);
    ElfFile elf = ElfFile.read(name, original);
    for (String section : List.of(".BTF", ".BTF.ext")) {
      ElfSection btf = elf.section(section).orElseThrow();
      mutate(
          name + section,
          original,
          (int) btf.offset(),
          (int) btf.size(),
          bytes -> {
            BpfObject object = BpfObject.open("x.bpf.o", bytes);
            object.link(KERNEL).failures().values().forEach(MutationTest::oneLine);
          });
    }
  }

  /** The kernel's types may be damaged as well. */
  @ParameterizedTest
  @MethodSource("fixtures")
  void damagedKernelTypesAreRefusedInOneLine(String name) {
    ElfFile elf = ElfFile.read("core_kernel", Fixtures.bytes("core_kernel"));
    byte[] original = elf.data(elf.section(".BTF").orElseThrow());
    BpfObject object;
    try {
      object = Fixtures.open(name);
    } catch (LoadException _) {
      return; // refused whole
    }
    mutate(
        name + " against damaged types",
        original,
        0,
        original.length,
        bytes ->
            object
                .link(BtfReader.read("vmlinux", bytes))
                .failures()
                .values()
                .forEach(MutationTest::oneLine));
  }

  private static void oneLine(BpfException e) {
    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
  }

  private static void mutate(
      String name, byte[] original, int from, int length, Consumer<byte[]> use) {
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] bytes = damage(original, from, length, new SplittableRandom(seed));
      String what = "%s, seed %d".formatted(name, seed);
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      try {
        use.accept(bytes);
      } catch (BpfException e) {
        oneLine(e);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError(what, e);
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
          .as("bytes allocated for " + what)
          .isLessThan(MAX_BYTES);
      assertThat((THREADS.getCurrentThreadCpuTime() - cpu) / 1_000_000)
          .as("CPU milliseconds for " + what)
          .isLessThan(MAX_MILLIS);
    }
  }

  private static byte[] damage(byte[] original, int from, int length, SplittableRandom random) {
    byte[] bytes = original.clone();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = from + random.nextInt(length);
      int word = Math.min(from + (at - from & ~3), bytes.length - 8);
      switch (random.nextInt(8)) {
        case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> b.putInt(word, random.nextInt(32));
        case 4 -> b.putInt(word, random.nextInt());
        case 5 -> b.putInt(word, -1 << random.nextInt(32));
        case 6 -> b.putLong(word, random.nextBoolean() ? 1L << 32 : Long.MAX_VALUE);
        default -> {
          int other = from + random.nextInt(length);
          int count =
              Math.min(random.nextInt(64), Math.min(from + length - at, from + length - other));
          System.arraycopy(original, other, bytes, at, count);
        }
      }
    }
    return random.nextInt(10) == 0 && from == 0
        ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }
}
