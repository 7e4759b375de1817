package io.github.hidbpf4j.kernel.profile;

import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;

import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.KfuncSet;

/** The kfunc sets of HID-BPF ({@code drivers/hid/bpf/hid_bpf_dispatch.c}) in each era. */
final class HidKfuncs {
  private static final String HOOKS = "hid_bpf";
  private static final String SYSCALLS = "hid_bpf_syscall";

  /** Linux 6.3 to 6.9: fmod_ret programs. */
  static final KfuncSet TRACING_6_3 =
      KfuncSet.builder(HOOKS, ProgramType.TRACING).with("hid_bpf_get_data", RET_NULL).build();

  /** Linux 6.3 to 6.9: syscall programs. */
  static final KfuncSet SYSCALL_6_3 =
      KfuncSet.builder(SYSCALLS, ProgramType.SYSCALL)
          .with("hid_bpf_attach_prog")
          .with("hid_bpf_allocate_context", ACQUIRE, RET_NULL)
          .with("hid_bpf_release_context", RELEASE)
          .with("hid_bpf_hw_request")
          .build();

  /** Linux 6.10 and the patches that led to it: fmod_ret programs. */
  static final KfuncSet TRACING_6_10 =
      TRACING_6_3
          .with("hid_bpf_allocate_context", ACQUIRE, RET_NULL, SLEEPABLE)
          .with("hid_bpf_release_context", RELEASE, SLEEPABLE)
          .with("hid_bpf_hw_request", SLEEPABLE)
          .with("hid_bpf_hw_output_report", SLEEPABLE)
          .with("hid_bpf_input_report", SLEEPABLE);

  /** Linux 6.10 and the patches that led to it: syscall programs. */
  static final KfuncSet SYSCALL_6_10 =
      SYSCALL_6_3.with("hid_bpf_hw_output_report").with("hid_bpf_input_report");

  /** RFC v1: 6.10's and delayed work. */
  static final KfuncSet TRACING_RFC_V1 = TRACING_6_10.with("hid_bpf_schedule_delayed_work");

  /** Linux 6.11 and 6.12: struct_ops programs. */
  static final KfuncSet STRUCT_OPS_6_12 =
      KfuncSet.builder(HOOKS, ProgramType.STRUCT_OPS)
          .with("hid_bpf_get_data", RET_NULL)
          .with("hid_bpf_allocate_context", ACQUIRE, RET_NULL, SLEEPABLE)
          .with("hid_bpf_release_context", RELEASE, SLEEPABLE)
          .with("hid_bpf_hw_request", SLEEPABLE)
          .with("hid_bpf_hw_output_report", SLEEPABLE)
          .with("hid_bpf_input_report", SLEEPABLE)
          .with("hid_bpf_try_input_report")
          .build();

  /** Linux 6.11 and 6.12: syscall programs. */
  static final KfuncSet SYSCALL_6_12 =
      KfuncSet.builder(SYSCALLS, ProgramType.SYSCALL)
          .with("hid_bpf_allocate_context", ACQUIRE, RET_NULL)
          .with("hid_bpf_release_context", RELEASE)
          .with("hid_bpf_hw_request")
          .with("hid_bpf_hw_output_report")
          .with("hid_bpf_input_report")
          .build();

  private HidKfuncs() {}
}
