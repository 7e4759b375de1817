package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.TypeFlag.MAYBE_NULL;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_RDONLY;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.PTR_TRUSTED;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Properties of the arguments of {@code iter} programs beyond their BTF type: the {@code
 * ctx_arg_info} that the kernel's iterators register (Linux 6.12, {@code kernel/bpf/*_iter.c},
 * {@code net}).
 */
public final class IteratorTargets {
  /**
   * An argument with a type of its own.
   *
   * @param index from 0; the first, of the metadata, is never here
   * @param struct kernel struct it points to; null for a buffer checked at attach
   * @param flags its modifiers
   */
  public record TargetArgument(int index, @Nullable String struct, Set<TypeFlag> flags) {}

  private static final Map<String, List<TargetArgument>> ALL =
      Map.ofEntries(
          Map.entry("bpf_prog", List.of(struct(1, "bpf_prog", MAYBE_NULL))),
          Map.entry("bpf_link", List.of(struct(1, "bpf_link", MAYBE_NULL))),
          Map.entry(
              KernelTypeNames.MAP,
              List.of(struct(1, KernelTypeNames.MAP, MAYBE_NULL, PTR_TRUSTED))),
          Map.entry(
              "bpf_map_elem", List.of(buffer(2, MAYBE_NULL, MEM_RDONLY), buffer(3, MAYBE_NULL))),
          Map.entry("cgroup", List.of(struct(1, "cgroup", MAYBE_NULL, PTR_TRUSTED))),
          Map.entry("task", List.of(struct(1, "task_struct", MAYBE_NULL, PTR_TRUSTED))),
          Map.entry(
              "task_file",
              List.of(struct(1, "task_struct", MAYBE_NULL), struct(3, "file", MAYBE_NULL))),
          Map.entry(
              "task_vma",
              List.of(
                  struct(1, "task_struct", MAYBE_NULL), struct(2, "vm_area_struct", MAYBE_NULL))),
          Map.entry("ksym", List.of(struct(1, "kallsym_iter", MAYBE_NULL))),
          Map.entry("tcp", List.of(struct(1, "sock_common", MAYBE_NULL, PTR_TRUSTED))),
          Map.entry("udp", List.of(struct(1, "udp_sock", MAYBE_NULL, PTR_TRUSTED))),
          Map.entry("unix", List.of(struct(1, "unix_sock", MAYBE_NULL))),
          Map.entry("netlink", List.of(struct(1, "netlink_sock", MAYBE_NULL))),
          Map.entry("ipv6_route", List.of(struct(1, "fib6_info", MAYBE_NULL))),
          Map.entry(
              "bpf_sk_storage_map", List.of(struct(2, "sock", MAYBE_NULL), buffer(3, MAYBE_NULL))),
          Map.entry(
              "sockmap",
              List.of(buffer(2, MAYBE_NULL, MEM_RDONLY), struct(3, "sock", MAYBE_NULL))));

  private IteratorTargets() {}

  /** Arguments of an iterator target that have a type of their own; empty for unknown targets. */
  public static List<TargetArgument> of(String target) {
    return ALL.getOrDefault(target, List.of());
  }

  private static TargetArgument struct(int index, String struct, TypeFlag... flags) {
    return new TargetArgument(index, struct, Set.of(flags));
  }

  private static TargetArgument buffer(int index, TypeFlag... flags) {
    return new TargetArgument(index, null, Set.of(flags));
  }
}
