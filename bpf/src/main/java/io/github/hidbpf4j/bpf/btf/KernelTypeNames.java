package io.github.hidbpf4j.bpf.btf;

/**
 * Names of kernel types, and prefixes of names, that several parts know. Special fields of map
 * values have theirs in {@link BtfFieldType}, functions in their rows.
 */
public final class KernelTypeNames {
  /** A map, as the kernel has it. */
  public static final String MAP = "bpf_map";

  /** The context of HID-BPF programs. */
  public static final String HID_BPF_CONTEXT = "hid_bpf_ctx";

  /** What a task is asked to do, in a map's value. */
  public static final String TASK_WORK = "bpf_task_work";

  /** A queued lock, which finds deadlocks. */
  public static final String RES_SPIN_LOCK = "bpf_res_spin_lock";

  /** A dynptr, as programs have it. */
  public static final String DYNPTR = "bpf_dynptr";

  /** An iterator over numbers, as programs have it. */
  public static final String ITER_NUM = "bpf_iter_num";

  /** A CPU mask with a reference count. */
  public static final String CPUMASK = "bpf_cpumask";

  /** The context of a cipher. */
  public static final String CRYPTO_CONTEXT = "bpf_crypto_ctx";

  /** Context of cgroup/sock programs. */
  public static final String SOCK = "bpf_sock";

  /** Context of cgroup programs for addresses. */
  public static final String SOCK_ADDR = "bpf_sock_addr";

  /** Context of cgroup/dev programs. */
  public static final String CGROUP_DEVICE = "bpf_cgroup_dev_ctx";

  /** Context of cgroup/sysctl programs. */
  public static final String SYSCTL = "bpf_sysctl";

  /** Context of cgroup programs for socket options. */
  public static final String SOCKOPT = "bpf_sockopt";

  /** Context of sockops programs. */
  public static final String SOCK_OPS = "bpf_sock_ops";

  /** Context of sk_lookup programs. */
  public static final String SK_LOOKUP = "bpf_sk_lookup";

  /** Context of netfilter programs. */
  public static final String NETFILTER = "bpf_nf_ctx";

  /** Context of perf_event programs. */
  public static final String PERF_EVENT = "bpf_perf_event_data";

  /** Before the name of an iterator's type and functions, and of what an iter program is for. */
  public static final String ITER_PREFIX = "bpf_iter_";

  /** Before the name of an LSM hook. */
  public static final String LSM_PREFIX = "bpf_lsm_";

  /** Before the name of a struct that programs implement, in the struct around it. */
  public static final String STRUCT_OPS_PREFIX = "bpf_struct_ops_";

  private KernelTypeNames() {}
}
