package io.github.hidbpf4j.hid.model;

import java.util.Map;

/**
 * Error numbers returned by devices' transports (Linux 6.12 {@code
 * include/uapi/asm-generic/errno*}).
 */
final class ModelErrno {
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("EPERM", 1),
          Map.entry("EINTR", 4),
          Map.entry("EIO", 5),
          Map.entry("ENXIO", 6),
          Map.entry("EAGAIN", 11),
          Map.entry("ENOMEM", 12),
          Map.entry("EBUSY", 16),
          Map.entry("ENODEV", 19),
          Map.entry("EINVAL", 22),
          Map.entry("EPIPE", 32),
          Map.entry("ENOSYS", 38),
          Map.entry("EPROTO", 71),
          Map.entry("EOVERFLOW", 75),
          Map.entry("ETIMEDOUT", 110),
          Map.entry("EREMOTEIO", 121));

  private ModelErrno() {}

  /** The number of a name or of digits; 0 when there is none from 1 to 4095. */
  static int number(String text) {
    Integer known = NUMBERS.get(text);
    if (known != null) {
      return known;
    }
    if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int number = Integer.parseInt(text);
    return number > 4095 ? 0 : number;
  }

  static String name(int number) {
    return NUMBERS.entrySet().stream()
        .filter(e -> e.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Integer.toString(number));
  }
}
