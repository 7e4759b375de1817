package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Profiles without any subsystem: the base of other profiles, and the profile for bare
 * instructions.
 */
public final class BaseProfiles {
  private static final KernelRelease LINUX_6_12 = KernelRelease.linux6(12);
  private static final int PT_REGS = 168;
  private static final int TRACEPOINT_BYTES = 8192;
  private static final int FUNCTION_ARGUMENTS = 12;
  private static final int SYSCALL_CONTEXT = 65535;

  /**
   * Map types that sleepable programs may use in Linux 6.12 ({@code check_map_prog_compatibility},
   * {@code kernel/bpf/verifier.c}). QUEUE and STACK came with 6.10.
   */
  public static final Set<MapType> SLEEPABLE_MAPS =
      Set.copyOf(
          EnumSet.of(
              MapType.HASH,
              MapType.LRU_HASH,
              MapType.ARRAY,
              MapType.PERCPU_HASH,
              MapType.PERCPU_ARRAY,
              MapType.LRU_PERCPU_HASH,
              MapType.ARRAY_OF_MAPS,
              MapType.HASH_OF_MAPS,
              MapType.RINGBUF,
              MapType.USER_RINGBUF,
              MapType.INODE_STORAGE,
              MapType.SK_STORAGE,
              MapType.TASK_STORAGE,
              MapType.CGRP_STORAGE,
              MapType.QUEUE,
              MapType.STACK,
              MapType.ARENA));

  /**
   * First release whose sleepable programs may also tail-call and use tries: measured on 7.2.12;
   * 6.18.15 refuses both.
   */
  private static final KernelRelease TAIL_CALLS_MAY_SLEEP = KernelRelease.linux7(2);

  private BaseProfiles() {}

  private static Set<MapType> sleepableMaps(KernelRelease release) {
    EnumSet<MapType> types = EnumSet.copyOf(SLEEPABLE_MAPS);
    if (release.isAtLeast(TAIL_CALLS_MAY_SLEEP)) {
      types.add(MapType.LPM_TRIE);
      types.add(MapType.PROG_ARRAY);
    }
    return types;
  }

  /**
   * The profile for bare instructions: programs of type UNSPEC without attach target.
   *
   * @param memory bytes that R1 points to; 0 for none
   */
  public static ApiProfile raw(int memory) {
    return ApiProfile.builder(
            "raw",
            "bare instructions: R1 = memory, R2 = its length, helpers of the base set by number")
        .programType(
            ProgramType.UNSPEC,
            new ContextDescription.RawMemory(memory),
            HelperSets.base(LINUX_6_12).with(CapabilityTier.BASE, "ktime_get_coarse_ns"))
        .sleepableMaps(SLEEPABLE_MAPS)
        .kfuncs(GenericKfuncs.COMMON.in(LINUX_6_12))
        .rule(VerifierRule.ORDERED_ACCESSES, true)
        .build();
  }

  /**
   * Linux 6.12 without any driver: all program types with their helpers, the generic kfuncs. Field
   * tables of contexts: {@link ContextTables}.
   */
  public static ApiProfile.Builder linux(String name, String description) {
    return linux(LINUX_6_12, name, description);
  }

  /** Same, for another release. */
  public static ApiProfile.Builder linux(KernelRelease release, String name, String description) {
    ApiProfile.Builder builder = ApiProfile.builder(name, description).release(release);
    HelperSets.of(release)
        .forEach((type, helpers) -> builder.programType(type, () -> context(type), helpers));
    return builder.kfuncs(() -> GenericKfuncs.of(release)).sleepableMaps(sleepableMaps(release));
  }

  private static ContextDescription context(ProgramType type) {
    return switch (type) {
      case TRACING, LSM, STRUCT_OPS -> new ContextDescription.FunctionArguments();
      case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE ->
          new ContextDescription.RawArguments(FUNCTION_ARGUMENTS);
      case SYSCALL -> new ContextDescription.FlatBytes(0, SYSCALL_CONTEXT, true);
      case KPROBE -> new ContextDescription.FlatBytes(0, PT_REGS, false);
      case TRACEPOINT -> new ContextDescription.FlatBytes(8, TRACEPOINT_BYTES, false);
      case PERF_EVENT -> ContextTables.PERF_EVENT;
      case XDP -> ContextTables.XDP;
      case SOCKET_FILTER -> ContextTables.SOCKET_FILTER;
      case SCHED_CLS, SCHED_ACT -> ContextTables.SCHED;
      case CGROUP_SKB -> ContextTables.CGROUP_SKB;
      case LWT_IN, LWT_OUT, LWT_XMIT, LWT_SEG6LOCAL -> ContextTables.LWT;
      case SK_SKB -> ContextTables.SK_SKB;
      case FLOW_DISSECTOR -> ContextTables.FLOW_DISSECTOR;
      case CGROUP_SOCK -> SocketContextTables.SOCK;
      case CGROUP_SOCK_ADDR -> SocketContextTables.SOCK_ADDR;
      case CGROUP_DEVICE -> SocketContextTables.DEVICE;
      case CGROUP_SYSCTL -> SocketContextTables.SYSCTL;
      case CGROUP_SOCKOPT -> SocketContextTables.SOCKOPT;
      case SOCK_OPS -> SocketContextTables.SOCK_OPS;
      case SK_MSG -> SocketContextTables.SK_MSG;
      case SK_LOOKUP -> SocketContextTables.SK_LOOKUP;
      case SK_REUSEPORT -> SocketContextTables.SK_REUSEPORT;
      case NETFILTER -> SocketContextTables.NETFILTER;
      case LIRC_MODE2 -> SocketContextTables.LIRC_MODE2;
      default -> fields("__sk_buff", 192);
    };
  }

  private static ContextDescription fields(String struct, int size) {
    return new ContextDescription.Fields(struct, size, List.of());
  }
}
