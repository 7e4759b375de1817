package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Regions;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.nio.charset.StandardCharsets;

/**
 * Strings in read-only maps: terminated, and well-formed if used as formats ({@code
 * check_reg_const_str}, {@code check_bpf_snprintf_call}, {@code bpf_bprintf_prepare}; Linux 6.12).
 */
final class ConstantStrings {
  private final VerifierEnv env;
  private final Regions regions;

  ConstantStrings(VerifierEnv env, Regions regions) {
    this.env = env;
    this.regions = regions;
  }

  /** Checks that the argument points to a string that ends within its map value. */
  void check(RegisterState register, int number) {
    if (register.type() != RegisterType.PTR_TO_MAP_VALUE) {
      throw new Rejection(Errno.EINVAL, "no constant string");
    }
    MapSpec map = register.requireMap();
    if ((map.flags() & MapSpec.F_RDONLY_PROG) == 0 || !map.frozen()) {
      throw env.reject(Errno.EACCES, "R%d does not point to a readonly map'", number);
    }
    if (!register.tnum().isConst()) {
      throw env.reject(Errno.EACCES, "R%d is not a constant address'", number);
    }
    if (map.type() != MapType.ARRAY) {
      throw env.reject(Errno.EACCES, "no direct value access support for this map type");
    }
    regions.checkMap(number, register.off(), map.valueSize() - register.off(), false, false);
    if (map.maxEntries() != 1) {
      throw env.reject(Errno.ENOTSUPP, "direct value access on string failed");
    }
    int at = offset(register);
    byte[] data = data(map);
    for (int i = at; i < data.length; i++) {
      if (data[i] == 0) {
        return;
      }
    }
    throw env.reject(Errno.EINVAL, "string is not zero-terminated");
  }

  private static int offset(RegisterState register) {
    return register.off() + (int) register.tnum().value();
  }

  private static byte[] data(MapSpec map) {
    byte[] data = map.initialData();
    return data == null ? new byte[map.valueSize()] : data;
  }

  /** Checks format and number of arguments of {@code bpf_snprintf}: R3 and R5. */
  void checkFormat(RegisterState format, RegisterState length) {
    long bytes = length.tnum().value();
    if (bytes % 8 != 0) {
      throw new Rejection(Errno.EINVAL, "bad length of arguments");
    }
    byte[] data = data(format.requireMap());
    int at = offset(format);
    int end = at;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    String text = new String(data, at, end - at, StandardCharsets.ISO_8859_1);
    if (!isFormat(text, bytes / 8)) {
      throw env.reject(Errno.EINVAL, "Invalid format string");
    }
  }

  /**
   * Whether a format has only conversions known to the kernel, and at most {@code most} of them.
   */
  static boolean isFormat(String text, long most) {
    int count = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c > '~' || c < ' ' && !isSpace(c)) {
        return false;
      }
      if (c != '%') {
        i++;
        continue;
      }
      if (at(text, i + 1) == '%') {
        i += 2;
        continue;
      }
      if (count >= most) {
        return false;
      }
      int next = afterSpecifier(text, i + 1);
      if (next < 0) {
        return false;
      }
      count++;
      i = next;
    }
    return true;
  }

  /** Index after the conversion that starts at {@code start}, after its {@code %}; or -1. */
  private static int afterSpecifier(String text, int start) {
    int i = start;
    while ("0+- ".indexOf(at(text, i)) >= 0) {
      i++;
    }
    if (at(text, i) >= '1' && at(text, i) <= '9') {
      i++;
      while (at(text, i) >= '0' && at(text, i) <= '9') {
        i++;
      }
    }
    char c = at(text, i);
    if (c == 'p') {
      return afterPointer(text, i);
    }
    if (c == 's') {
      return endsWord(at(text, i + 1)) ? i + 1 : -1;
    }
    if (c == 'c') {
      return i + 1;
    }
    for (int longs = 0; longs < 2 && at(text, i) == 'l'; longs++) {
      i++;
    }
    return at(text, i) != 0 && "iduxX".indexOf(at(text, i)) >= 0 ? i + 1 : -1;
  }

  private static int afterPointer(String text, int p) {
    char kind = at(text, p + 1);
    if ((kind == 'k' || kind == 'u') && at(text, p + 2) == 's') {
      return endsWord(at(text, p + 3)) ? p + 3 : -1;
    }
    if (endsWord(kind) || "KxsSB".indexOf(kind) >= 0) {
      return p + 1;
    }
    if (kind == 'i' || kind == 'I') {
      char version = at(text, p + 2);
      return version == '4' || version == '6' ? p + 3 : -1;
    }
    return -1;
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static boolean endsWord(char c) {
    return c == 0 || isSpace(c) || c > ' ' && c <= '~' && !Character.isLetterOrDigit(c);
  }
}
