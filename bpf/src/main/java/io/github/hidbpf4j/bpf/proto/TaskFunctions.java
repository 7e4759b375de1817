package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.GoneSince.goneSince6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.NEEDS_TASKS;

import java.util.List;

/**
 * Kfuncs for tasks and cgroups (Linux 6.12 to 7.3, {@code kernel/bpf/helpers.c}, {@code
 * kernel/cgroup/rstat.c}).
 */
final class TaskFunctions {
  /** {@code bpf_task_release}. */
  public static final Kfunc TASK_RELEASE = Kfunc.of("bpf_task_release", NEEDS_TASKS, RELEASE);

  /** {@code bpf_cgroup_release}. */
  public static final Kfunc CGROUP_RELEASE = Kfunc.of("bpf_cgroup_release", RELEASE);

  /** {@code bpf_task_acquire}. */
  public static final Kfunc TASK_ACQUIRE =
      Kfunc.of("bpf_task_acquire", NEEDS_TASKS, ACQUIRE, RCU, RET_NULL, releasedBy(TASK_RELEASE));

  /** {@code bpf_cgroup_acquire}. */
  public static final Kfunc CGROUP_ACQUIRE =
      Kfunc.of("bpf_cgroup_acquire", ACQUIRE, RCU, RET_NULL, releasedBy(CGROUP_RELEASE));

  /** {@code bpf_cgroup_ancestor}. */
  public static final Kfunc CGROUP_ANCESTOR =
      Kfunc.of("bpf_cgroup_ancestor", ACQUIRE, RCU, RET_NULL, releasedBy(CGROUP_RELEASE));

  /** {@code bpf_cgroup_from_id}. */
  public static final Kfunc CGROUP_FROM_ID =
      Kfunc.of("bpf_cgroup_from_id", ACQUIRE, RET_NULL, releasedBy(CGROUP_RELEASE), linux6(4));

  /** {@code bpf_task_under_cgroup}. */
  public static final Kfunc TASK_UNDER_CGROUP =
      Kfunc.of("bpf_task_under_cgroup", NEEDS_TASKS, RCU, linux6(5));

  /** {@code bpf_task_get_cgroup1}. */
  public static final Kfunc TASK_GET_CGROUP1 =
      Kfunc.of("bpf_task_get_cgroup1", NEEDS_TASKS, ACQUIRE, RCU, RET_NULL, linux6(8));

  /** {@code bpf_task_from_pid}. */
  public static final Kfunc TASK_FROM_PID =
      Kfunc.of("bpf_task_from_pid", NEEDS_TASKS, ACQUIRE, RET_NULL, releasedBy(TASK_RELEASE));

  /** {@code cgroup_rstat_updated}. */
  public static final Kfunc CGROUP_RSTAT_UPDATED = Kfunc.of("cgroup_rstat_updated", goneSince6(16));

  /** {@code cgroup_rstat_flush}. */
  public static final Kfunc CGROUP_RSTAT_FLUSH =
      Kfunc.of("cgroup_rstat_flush", SLEEPABLE, goneSince6(16));

  /** {@code bpf_task_from_vpid}. */
  public static final Kfunc TASK_FROM_VPID =
      Kfunc.of(
          "bpf_task_from_vpid",
          NEEDS_TASKS,
          ACQUIRE,
          RET_NULL,
          releasedBy(TASK_RELEASE),
          linux6(13));

  /** {@code bpf_send_signal_task}. */
  public static final Kfunc SEND_SIGNAL_TASK =
      Kfunc.of("bpf_send_signal_task", TRUSTED_ARGS, NEEDS_TASKS, linux6(13));

  /** {@code css_rstat_updated}. */
  public static final Kfunc CSS_RSTAT_UPDATED = Kfunc.of("css_rstat_updated", linux6(16));

  /** {@code css_rstat_flush}. */
  public static final Kfunc CSS_RSTAT_FLUSH = Kfunc.of("css_rstat_flush", SLEEPABLE, linux6(16));

  /** {@code bpf_cgroup_read_xattr}. */
  public static final Kfunc CGROUP_READ_XATTR = Kfunc.of("bpf_cgroup_read_xattr", RCU, linux6(17));

  /** {@code bpf_put_mem_cgroup}. */
  public static final Kfunc PUT_MEM_CGROUP = Kfunc.of("bpf_put_mem_cgroup", RELEASE, linux7(0));

  /** {@code bpf_get_root_mem_cgroup}. */
  public static final Kfunc GET_ROOT_MEM_CGROUP =
      Kfunc.of("bpf_get_root_mem_cgroup", ACQUIRE, RET_NULL, releasedBy(PUT_MEM_CGROUP), linux7(0));

  /** {@code bpf_get_mem_cgroup}. */
  public static final Kfunc GET_MEM_CGROUP =
      Kfunc.of("bpf_get_mem_cgroup", ACQUIRE, RET_NULL, RCU, releasedBy(PUT_MEM_CGROUP), linux7(0));

  /** {@code bpf_mem_cgroup_vm_events}. */
  public static final Kfunc MEM_CGROUP_VM_EVENTS = Kfunc.of("bpf_mem_cgroup_vm_events", linux7(0));

  /** {@code bpf_mem_cgroup_memory_events}. */
  public static final Kfunc MEM_CGROUP_MEMORY_EVENTS =
      Kfunc.of("bpf_mem_cgroup_memory_events", linux7(0));

  /** {@code bpf_mem_cgroup_usage}. */
  public static final Kfunc MEM_CGROUP_USAGE = Kfunc.of("bpf_mem_cgroup_usage", linux7(0));

  /** {@code bpf_mem_cgroup_page_state}. */
  public static final Kfunc MEM_CGROUP_PAGE_STATE =
      Kfunc.of("bpf_mem_cgroup_page_state", linux7(0));

  /** {@code bpf_mem_cgroup_flush_stats}. */
  public static final Kfunc MEM_CGROUP_FLUSH_STATS =
      Kfunc.of("bpf_mem_cgroup_flush_stats", SLEEPABLE, linux7(0));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          TASK_RELEASE,
          CGROUP_RELEASE,
          TASK_ACQUIRE,
          CGROUP_ACQUIRE,
          CGROUP_ANCESTOR,
          CGROUP_FROM_ID,
          TASK_UNDER_CGROUP,
          TASK_GET_CGROUP1,
          TASK_FROM_PID,
          CGROUP_RSTAT_UPDATED,
          CGROUP_RSTAT_FLUSH,
          TASK_FROM_VPID,
          SEND_SIGNAL_TASK,
          CSS_RSTAT_UPDATED,
          CSS_RSTAT_FLUSH,
          CGROUP_READ_XATTR,
          PUT_MEM_CGROUP,
          GET_ROOT_MEM_CGROUP,
          GET_MEM_CGROUP,
          MEM_CGROUP_VM_EVENTS,
          MEM_CGROUP_MEMORY_EVENTS,
          MEM_CGROUP_USAGE,
          MEM_CGROUP_PAGE_STATE,
          MEM_CGROUP_FLUSH_STATS);

  private TaskFunctions() {}
}
