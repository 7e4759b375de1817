package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_RDONLY;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_UNINIT;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_WRITE;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Helpers whose prototypes omitted or misstated their use of memory, and were fixed in later
 * kernels, which therefore refuse constant memory where a helper writes.
 */
final class MendedArguments {
  private static final KernelRelease SINCE = KernelRelease.linux6(18);

  /** Variant of the prototype: registers, and how their memory is used. */
  private static final Map<String, List<Use>> ROWS =
      Map.ofEntries(
          Map.entry("d_path", List.of(new Use(2, MEM_WRITE))),
          Map.entry("read_branch_records", List.of(new Use(2, MEM_WRITE))),
          Map.entry("skb_fib_lookup", List.of(new Use(2, MEM_WRITE))),
          Map.entry("xdp_fib_lookup", List.of(new Use(2, MEM_WRITE))),
          Map.entry("snprintf", List.of(new Use(1, MEM_WRITE))),
          Map.entry("snprintf_btf", List.of(new Use(1, MEM_WRITE))),
          Map.entry("sysctl_get_name", List.of(new Use(2, MEM_WRITE))),
          Map.entry("get_stack_raw_tp", List.of(new Use(2, MEM_UNINIT, MEM_WRITE))),
          Map.entry("kallsyms_lookup_name", List.of(new Use(1, MEM_RDONLY))),
          Map.entry(
              "tcp_raw_check_syncookie_ipv4",
              List.of(new Use(1, MEM_RDONLY), new Use(2, MEM_RDONLY))),
          Map.entry(
              "tcp_raw_check_syncookie_ipv6",
              List.of(new Use(1, MEM_RDONLY), new Use(2, MEM_RDONLY))),
          Map.entry(
              "tcp_raw_gen_syncookie_ipv4",
              List.of(new Use(1, MEM_RDONLY), new Use(2, MEM_RDONLY))),
          Map.entry(
              "tcp_raw_gen_syncookie_ipv6",
              List.of(new Use(1, MEM_RDONLY), new Use(2, MEM_RDONLY))));

  private MendedArguments() {}

  private record Use(int register, Set<TypeFlag> flags) {
    Use(int register, TypeFlag first, TypeFlag... more) {
      this(register, EnumSet.of(first, more));
    }

    Argument of(Argument argument) {
      EnumSet<TypeFlag> all = EnumSet.copyOf(flags);
      for (TypeFlag flag : argument.flags()) {
        if (flag != MEM_RDONLY) {
          all.add(flag);
        }
      }
      return new Argument(argument.type(), all, argument.size(), argument.btfType());
    }
  }

  /** The prototype in a release; null if unchanged. */
  static @Nullable HelperPrototype in(KernelRelease release, HelperPrototype prototype) {
    List<Use> uses = ROWS.get(prototype.variant());
    if (uses == null || !release.isAtLeast(SINCE)) {
      return null;
    }
    List<Argument> arguments = new ArrayList<>(prototype.arguments());
    for (Use use : uses) {
      int index = use.register() - 1;
      arguments.set(index, use.of(arguments.get(index)));
    }
    return new HelperPrototype(prototype.helper(), prototype.signature().with(arguments));
  }
}
