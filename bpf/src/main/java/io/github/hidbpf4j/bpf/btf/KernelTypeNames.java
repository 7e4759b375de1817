package io.github.hidbpf4j.bpf.btf;

/**
 * Names of kernel types, and name prefixes, used in several places. Names of special fields are in
 * {@link BtfFieldType}, those of functions in their rows.
 */
public final class KernelTypeNames {
  /** A map, in the kernel. */
  public static final String MAP = "bpf_map";

  /** The context of HID-BPF programs. */
  public static final String HID_BPF_CONTEXT = "hid_bpf_ctx";

  /** A dynptr, as seen by programs. */
  public static final String DYNPTR = "bpf_dynptr";

  /** An iterator over numbers, as seen by programs. */
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

  /** Prefix of the names of iterator types and functions, and of iter program targets. */
  public static final String ITER_PREFIX = "bpf_iter_";

  /** Prefix of the names of LSM hooks. */
  public static final String LSM_PREFIX = "bpf_lsm_";

  /** Prefix of the struct that wraps a struct_ops type, before the name of that type. */
  public static final String STRUCT_OPS_PREFIX = "bpf_struct_ops_";

  private KernelTypeNames() {}
}
