package io.github.hidbpf4j.hid;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The files of testdata/hid, and seeded damage to them. */
public final class Fixtures {
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOS = 1_000_000_000L;

  private Fixtures() {}

  /** The fixtures with this suffix, by name. */
  public static List<Path> files(String suffix) {
    Path dir = Path.of(System.getProperty("hidbpf4j.root"), "testdata", "hid");
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(String name) {
    return bytes(Path.of(System.getProperty("hidbpf4j.root"), "testdata", "hid", name));
  }

  /** Bytes from hex with blanks. */
  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  /** Mutations per fixture. */
  public static int mutations() {
    return Integer.getInteger("hidbpf4j.mutations", 300);
  }

  /** A damaged copy: one to four changes of the kinds that files suffer or attackers make. */
  public static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = random.nextInt(1, 5);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        if (at < bytes.length) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        yield bytes;
      }
      case 2 -> {
        int length = random.nextInt(Math.max(1, Math.min(256, bytes.length)));
        int from = random.nextInt(bytes.length - length + 1);
        yield splice(bytes, at, 0, Arrays.copyOfRange(bytes, from, from + length));
      }
      case 3 -> splice(bytes, at, random.nextInt(Math.min(17, bytes.length - at + 1)), new byte[0]);
      case 4 -> {
        byte[] noise = new byte[random.nextInt(1, 9)];
        random.nextBytes(noise);
        yield splice(bytes, at, Math.min(noise.length, bytes.length - at), noise);
      }
      default -> hugeNumber(bytes, at, random);
    };
  }

  /** In text a run of digits is replaced by a long number; in bytes four are set to ff or 7f. */
  private static byte[] hugeNumber(byte[] bytes, int at, SplittableRandom random) {
    int from = at;
    while (from < bytes.length && !Character.isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && Character.isDigit(bytes[to])) {
      to++;
    }
    if (random.nextBoolean() && from < bytes.length) {
      String[] numbers = {"4294967295", "99999999999999999999", "12288", "4097", "-1", "65536"};
      return splice(
          bytes,
          from,
          to - from,
          numbers[random.nextInt(numbers.length)].getBytes(StandardCharsets.US_ASCII));
    }
    byte[] huge = new byte[4];
    Arrays.fill(huge, random.nextBoolean() ? (byte) 0xff : 0x7f);
    return splice(bytes, at, Math.min(4, bytes.length - at), huge);
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }

  /** Bytes that this thread allocates in a second run of something. */
  public static long allocated(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    action.run();
    long idle = threads.getCurrentThreadAllocatedBytes();
    idle = threads.getCurrentThreadAllocatedBytes() - idle;
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before - idle;
  }

  /**
   * Runs something that may throw only {@link HidException}, and returns whether it did not. Checks
   * its use of memory and processor time.
   */
  public static boolean survives(String what, Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    boolean passed = true;
    try {
      action.run();
    } catch (HidException e) {
      passed = false;
      if (e.getMessage() == null || e.getMessage().contains("\n")) {
        throw new AssertionError(what + ": the message is not one line: " + e.getMessage(), e);
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(what + ": " + e, e);
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    if (allocated > MOST_BYTES || cpu > MOST_NANOS) {
      throw new AssertionError(
          "%s: took %d bytes and %d ms".formatted(what, allocated, cpu / 1_000_000));
    }
    return passed;
  }
}
