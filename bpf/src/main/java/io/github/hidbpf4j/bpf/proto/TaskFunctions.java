package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;

import java.util.List;

/**
 * Kfuncs for tasks and cgroups (Linux 6.12, {@code kernel/bpf/helpers.c}, {@code
 * kernel/cgroup/rstat.c}).
 */
final class TaskFunctions {
  /** {@code bpf_task_release}. */
  public static final Kfunc TASK_RELEASE = Kfunc.of("bpf_task_release", RELEASE);

  /** {@code bpf_cgroup_release}. */
  public static final Kfunc CGROUP_RELEASE = Kfunc.of("bpf_cgroup_release", RELEASE);

  /** {@code bpf_task_acquire}. */
  public static final Kfunc TASK_ACQUIRE =
      Kfunc.of("bpf_task_acquire", ACQUIRE, RCU, RET_NULL, releasedBy(TASK_RELEASE));

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
  public static final Kfunc TASK_UNDER_CGROUP = Kfunc.of("bpf_task_under_cgroup", RCU, linux6(5));

  /** {@code bpf_task_get_cgroup1}. */
  public static final Kfunc TASK_GET_CGROUP1 =
      Kfunc.of("bpf_task_get_cgroup1", ACQUIRE, RCU, RET_NULL, linux6(8));

  /** {@code bpf_task_from_pid}. */
  public static final Kfunc TASK_FROM_PID =
      Kfunc.of("bpf_task_from_pid", ACQUIRE, RET_NULL, releasedBy(TASK_RELEASE));

  /** {@code cgroup_rstat_updated}. */
  public static final Kfunc CGROUP_RSTAT_UPDATED = Kfunc.of("cgroup_rstat_updated");

  /** {@code cgroup_rstat_flush}. */
  public static final Kfunc CGROUP_RSTAT_FLUSH = Kfunc.of("cgroup_rstat_flush", SLEEPABLE);

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
          CGROUP_RSTAT_FLUSH);

  private TaskFunctions() {}
}
