package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.verify.KernelList;
import java.util.List;
import java.util.function.Function;

/** Values of {@code --kernel}: names of profiles. */
public final class KernelNames {
  private KernelNames() {}

  /** The running kernel: the nearest profile, with the kernel's own types. */
  static final String HERE = "here";

  /** Several profiles: see {@link KernelList#parse}. */
  static List<String> parse(String list) {
    return option(KernelList::parse, list);
  }

  /** Returns a profile that has kernel types. Fails with one line that lists the known ones. */
  public static ApiProfile profile(String name) {
    return option(KernelList::profile, name);
  }

  private static <T> T option(Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw new Errors.UsageException("--kernel " + e.getMessage());
    }
  }
}
