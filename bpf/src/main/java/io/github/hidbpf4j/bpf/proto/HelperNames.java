package io.github.hidbpf4j.bpf.proto;

import java.util.OptionalInt;

/**
 * Numbers and names of all helpers of Linux 6.12 ({@code ___BPF_FUNC_MAPPER}, {@code
 * include/uapi/linux/bpf.h}); the list is frozen in the kernel, new functions are kfuncs.
 */
public final class HelperNames {
  private HelperNames() {}

  /** One more than the highest number. */
  public static int count() {
    return Helpers.count();
  }

  /** Whether Linux 6.12 has a helper of this number; 0 ({@code bpf_unspec}) is not one. */
  public static boolean exists(int number) {
    return Helpers.of(number) != null;
  }

  /** Name with prefix, as the kernel prints it: {@code unknown} where there is no such helper. */
  public static String of(int number) {
    Helper helper = Helpers.of(number);
    return helper != null ? helper.name() : number == 0 ? CoreFunctions.UNSPEC.name() : "unknown";
  }

  /** Number of a helper by its name, with or without the prefix {@code bpf_}. */
  public static OptionalInt number(String name) {
    String whole = name.startsWith(Helper.PREFIX) ? name : Helper.PREFIX + name;
    Helper helper = Helpers.of(whole);
    return helper != null
        ? OptionalInt.of(helper.number())
        : whole.equals(CoreFunctions.UNSPEC.name()) ? OptionalInt.of(0) : OptionalInt.empty();
  }
}
