package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The kfunc sets of HID-BPF ({@code drivers/hid/bpf/hid_bpf_dispatch.c}) in each era. */
final class HidKfuncs {
  private static final String HOOKS = "hid_bpf";
  private static final String SYSCALLS = "hid_bpf_syscall";

  /** Linux 6.3 to 6.9: fmod_ret programs. */
  static final KfuncSet TRACING_6_3 =
      KfuncSet.builder(HOOKS, ProgramType.TRACING).with(HidFunctions.GET_DATA).build();

  /** Linux 6.3 to 6.9: syscall programs. */
  static final KfuncSet SYSCALL_6_3 =
      KfuncSet.builder(SYSCALLS, ProgramType.SYSCALL)
          .with(HidFunctions.ATTACH_PROG)
          .with(HidFunctions.ALLOCATE_CONTEXT, Set.of(KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL))
          .with(HidFunctions.RELEASE_CONTEXT, Set.of(KfuncFlag.RELEASE))
          .with(HidFunctions.HW_REQUEST, Set.of())
          .build();

  /** Linux 6.10 and the patches that led to it: fmod_ret programs. */
  static final KfuncSet TRACING_6_10 =
      TRACING_6_3
          .with(HidFunctions.ALLOCATE_CONTEXT)
          .with(HidFunctions.RELEASE_CONTEXT)
          .with(HidFunctions.HW_REQUEST)
          .with(HidFunctions.HW_OUTPUT_REPORT)
          .with(HidFunctions.INPUT_REPORT);

  /** Linux 6.10 and the patches that led to it: syscall programs. */
  static final KfuncSet SYSCALL_6_10 =
      SYSCALL_6_3
          .with(HidFunctions.HW_OUTPUT_REPORT, Set.of())
          .with(HidFunctions.INPUT_REPORT, Set.of());

  /** RFC v1: 6.10's and delayed work. */
  static final KfuncSet TRACING_RFC_V1 = TRACING_6_10.with(HidFunctions.SCHEDULE_DELAYED_WORK);

  /** Linux 6.11 to 7.3: struct_ops programs. */
  private static final KfuncSet STRUCT_OPS_6_12 =
      KfuncSet.builder(HOOKS, ProgramType.STRUCT_OPS)
          .with(HidFunctions.GET_DATA)
          .with(HidFunctions.ALLOCATE_CONTEXT)
          .with(HidFunctions.RELEASE_CONTEXT)
          .with(HidFunctions.HW_REQUEST)
          .with(HidFunctions.HW_OUTPUT_REPORT)
          .with(HidFunctions.INPUT_REPORT)
          .with(HidFunctions.TRY_INPUT_REPORT)
          .build();

  /** Linux 6.11 to 7.2: syscall programs. */
  private static final KfuncSet SYSCALL_6_12 =
      KfuncSet.builder(SYSCALLS, ProgramType.SYSCALL)
          .with(HidFunctions.ALLOCATE_CONTEXT, Set.of(KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL))
          .with(HidFunctions.RELEASE_CONTEXT, Set.of(KfuncFlag.RELEASE))
          .with(HidFunctions.HW_REQUEST, Set.of())
          .with(HidFunctions.HW_OUTPUT_REPORT, Set.of())
          .with(HidFunctions.INPUT_REPORT, Set.of())
          .build();

  /** Linux 7.3: syscall programs; those that wait are flagged as for hooks. */
  private static final KfuncSet SYSCALL_7_3 =
      SYSCALL_6_12
          .with(HidFunctions.ALLOCATE_CONTEXT)
          .with(HidFunctions.RELEASE_CONTEXT)
          .with(HidFunctions.HW_REQUEST)
          .with(HidFunctions.HW_OUTPUT_REPORT)
          .with(HidFunctions.INPUT_REPORT);

  /** Sets of syscall programs by first release, for releases with struct_ops. */
  private static final NavigableMap<KernelRelease, KfuncSet> SYSCALL =
      new TreeMap<>(
          Map.of(KernelRelease.linux6(11), SYSCALL_6_12, KernelRelease.linux7(3), SYSCALL_7_3));

  private HidKfuncs() {}

  /** The sets of a release with struct_ops. */
  static List<KfuncSet> structOps(KernelRelease release) {
    return List.of(
        STRUCT_OPS_6_12.in(release),
        Objects.requireNonNull(SYSCALL.floorEntry(release)).getValue().in(release));
  }
}
