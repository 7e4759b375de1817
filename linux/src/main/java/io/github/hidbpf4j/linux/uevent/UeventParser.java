package io.github.hidbpf4j.linux.uevent;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the two forms of a uevent message. The kernel's (Linux 6.12 {@code lib/kobject_uevent.c}):
 * {@code action@devpath}, then {@code KEY=value} strings, each ended by NUL. udev's: {@code
 * libudev} and a NUL, magic number, size of the header, offset and length of the strings, 32 bits
 * each; the magic number is big-endian, the rest in the machine's byte order.
 */
final class UeventParser {
  private static final byte[] PREFIX = "libudev\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC = 0xfeedcafe;
  private static final int MAGIC_OFFSET = 8;
  private static final int STRINGS_OFFSET = 16;
  private static final int LENGTH_OFFSET = 20;
  private static final int HEADER_MIN = 40;

  private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt U32_BIG = U32.withOrder(ByteOrder.BIG_ENDIAN);

  private UeventParser() {}

  /** Whether a message has udev's form. */
  static boolean isUdev(MemorySegment message) {
    return message.byteSize() >= PREFIX.length
        && Arrays.equals(message.asSlice(0, PREFIX.length).toArray(ValueLayout.JAVA_BYTE), PREFIX);
  }

  /** Parses a message; null if it is malformed. */
  static @Nullable Uevent parse(MemorySegment message) {
    return isUdev(message) ? parseUdev(message) : parseKernel(message);
  }

  private static @Nullable Uevent parseUdev(MemorySegment message) {
    long size = message.byteSize();
    if (size < HEADER_MIN || message.get(U32_BIG, MAGIC_OFFSET) != MAGIC) {
      return null;
    }
    long offset = Integer.toUnsignedLong(message.get(U32, STRINGS_OFFSET));
    long length = Integer.toUnsignedLong(message.get(U32, LENGTH_OFFSET));
    if (offset < HEADER_MIN || offset > size || length > size - offset) {
      return null;
    }
    return of(strings(message, offset, offset + length));
  }

  private static @Nullable Uevent parseKernel(MemorySegment message) {
    byte[] bytes = message.toArray(ValueLayout.JAVA_BYTE);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String head = new String(bytes, 0, end, StandardCharsets.UTF_8);
    int at = head.indexOf('@');
    if (end == bytes.length || at < 0) {
      return null;
    }
    Uevent event = of(strings(message, end + 1L, bytes.length));
    boolean agrees =
        event != null
            && head.startsWith(event.action())
            && at == event.action().length()
            && head.endsWith(event.devpath())
            && head.length() == at + 1 + event.devpath().length();
    return agrees ? event : null;
  }

  /**
   * Parses the properties; the first of a name counts, which is the kernel's. Null if malformed.
   */
  private static @Nullable Map<String, String> strings(MemorySegment message, long from, long to) {
    byte[] bytes = message.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
    Map<String, String> properties = new LinkedHashMap<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        String text = new String(bytes, start, i - start, StandardCharsets.UTF_8);
        int equals = text.indexOf('=');
        if (equals > 0) {
          properties.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
        } else if (!text.isEmpty()) {
          return null;
        }
        start = i + 1;
      }
    }
    return start == bytes.length ? properties : null;
  }

  private static @Nullable Uevent of(@Nullable Map<String, String> properties) {
    if (properties == null) {
      return null;
    }
    String action = properties.getOrDefault("ACTION", "");
    String devpath = properties.getOrDefault("DEVPATH", "");
    boolean good =
        !action.isEmpty()
            && action.chars().allMatch(c -> c >= 'a' && c <= 'z')
            && devpath.startsWith("/")
            && Arrays.stream(devpath.split("/", -1)).noneMatch(".."::equals);
    return good
        ? new Uevent(
            action,
            devpath,
            properties.getOrDefault("SUBSYSTEM", ""),
            Collections.unmodifiableMap(properties))
        : null;
  }
}
