package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kfunc sets of Linux that belong to no driver, with their flags, for all releases up to 7.3.
 * {@link #of} returns those of one release.
 */
public final class GenericKfuncs {
  /** For all program types: {@code common_btf_ids} of {@code kernel/bpf/helpers.c}. */
  public static final KfuncSet COMMON =
      KfuncSet.builder("common", ProgramType.UNSPEC)
          .with(ControlFunctions.CAST_TO_KERN_CTX)
          .with(ControlFunctions.RDONLY_CAST)
          .with(ControlFunctions.RCU_READ_LOCK)
          .with(ControlFunctions.RCU_READ_UNLOCK)
          .with(DynptrFunctions.DYNPTR_SLICE)
          .with(DynptrFunctions.DYNPTR_SLICE_RDWR)
          .with(IteratorFunctions.ITER_NUM_NEW)
          .with(IteratorFunctions.ITER_NUM_NEXT)
          .with(IteratorFunctions.ITER_NUM_DESTROY)
          .with(IteratorFunctions.ITER_TASK_VMA_NEW)
          .with(IteratorFunctions.ITER_TASK_VMA_NEXT)
          .with(IteratorFunctions.ITER_TASK_VMA_DESTROY)
          .with(IteratorFunctions.ITER_CSS_TASK_NEW)
          .with(IteratorFunctions.ITER_CSS_TASK_NEXT)
          .with(IteratorFunctions.ITER_CSS_TASK_DESTROY)
          .with(IteratorFunctions.ITER_CSS_NEW)
          .with(IteratorFunctions.ITER_CSS_NEXT)
          .with(IteratorFunctions.ITER_CSS_DESTROY)
          .with(IteratorFunctions.ITER_TASK_NEW)
          .with(IteratorFunctions.ITER_TASK_NEXT)
          .with(IteratorFunctions.ITER_TASK_DESTROY)
          .with(DynptrFunctions.DYNPTR_ADJUST)
          .with(DynptrFunctions.DYNPTR_IS_NULL)
          .with(DynptrFunctions.DYNPTR_IS_RDONLY)
          .with(DynptrFunctions.DYNPTR_SIZE)
          .with(DynptrFunctions.DYNPTR_CLONE)
          .with(DynptrFunctions.DYNPTR_COPY)
          .with(DynptrFunctions.DYNPTR_MEMSET)
          .with(ControlFunctions.MODIFY_RETURN_TEST_TP)
          .with(TimerFunctions.WQ_INIT)
          .with(TimerFunctions.WQ_SET_CALLBACK_IMPL)
          .with(TimerFunctions.WQ_SET_CALLBACK)
          .with(TimerFunctions.WQ_START)
          .with(ControlFunctions.PREEMPT_DISABLE)
          .with(ControlFunctions.PREEMPT_ENABLE)
          .with(IteratorFunctions.ITER_BITS_NEW)
          .with(IteratorFunctions.ITER_BITS_NEXT)
          .with(IteratorFunctions.ITER_BITS_DESTROY)
          .with(SystemFunctions.COPY_FROM_USER_STR)
          .with(SystemFunctions.COPY_FROM_USER_TASK_STR)
          .with(SystemFunctions.GET_KMEM_CACHE)
          .with(IteratorFunctions.ITER_KMEM_CACHE_NEW)
          .with(IteratorFunctions.ITER_KMEM_CACHE_NEXT)
          .with(IteratorFunctions.ITER_KMEM_CACHE_DESTROY)
          .with(LockFunctions.LOCAL_IRQ_SAVE)
          .with(LockFunctions.LOCAL_IRQ_RESTORE)
          .with(DynptrFunctions.PROBE_READ_USER_DYNPTR)
          .with(DynptrFunctions.PROBE_READ_KERNEL_DYNPTR)
          .with(DynptrFunctions.PROBE_READ_USER_STR_DYNPTR)
          .with(DynptrFunctions.PROBE_READ_KERNEL_STR_DYNPTR)
          .with(DynptrFunctions.COPY_FROM_USER_DYNPTR)
          .with(DynptrFunctions.COPY_FROM_USER_STR_DYNPTR)
          .with(DynptrFunctions.COPY_FROM_USER_TASK_DYNPTR)
          .with(DynptrFunctions.COPY_FROM_USER_TASK_STR_DYNPTR)
          .with(IteratorFunctions.ITER_DMABUF_NEW)
          .with(IteratorFunctions.ITER_DMABUF_NEXT)
          .with(IteratorFunctions.ITER_DMABUF_DESTROY)
          .with(ControlFunctions.__BPF_TRAP)
          .with(StringFunctions.STRCMP)
          .with(StringFunctions.STRCASECMP)
          .with(StringFunctions.STRNCASECMP)
          .with(StringFunctions.STRCHR)
          .with(StringFunctions.STRCHRNUL)
          .with(StringFunctions.STRNCHR)
          .with(StringFunctions.STRRCHR)
          .with(StringFunctions.STRLEN)
          .with(StringFunctions.STRNLEN)
          .with(StringFunctions.STRSPN)
          .with(StringFunctions.STRCSPN)
          .with(StringFunctions.STRSTR)
          .with(StringFunctions.STRCASESTR)
          .with(StringFunctions.STRNSTR)
          .with(StringFunctions.STRNCASESTR)
          .with(TaskFunctions.CGROUP_READ_XATTR)
          .with(StreamFunctions.STREAM_VPRINTK_IMPL)
          .with(StreamFunctions.STREAM_VPRINTK)
          .with(StreamFunctions.STREAM_PRINT_STACK)
          .with(TimerFunctions.TASK_WORK_SCHEDULE_SIGNAL_IMPL)
          .with(TimerFunctions.TASK_WORK_SCHEDULE_RESUME_IMPL)
          .with(TimerFunctions.TASK_WORK_SCHEDULE_SIGNAL)
          .with(TimerFunctions.TASK_WORK_SCHEDULE_RESUME)
          .with(DynptrFunctions.DYNPTR_FROM_FILE)
          .with(DynptrFunctions.DYNPTR_FILE_DISCARD)
          .with(TimerFunctions.TIMER_CANCEL_ASYNC)
          .build();

  /** For the larger program types: {@code generic_btf_ids} of {@code kernel/bpf/helpers.c}. */
  public static final KfuncSet GENERIC =
      KfuncSet.builder(
              "generic",
              ProgramType.TRACING,
              ProgramType.SCHED_CLS,
              ProgramType.XDP,
              ProgramType.STRUCT_OPS,
              ProgramType.SYSCALL,
              ProgramType.CGROUP_SKB)
          .with(SystemFunctions.CRASH_KEXEC)
          .with(HeapFunctions.OBJ_NEW)
          .with(HeapFunctions.OBJ_NEW_IMPL)
          .with(HeapFunctions.PERCPU_OBJ_NEW)
          .with(HeapFunctions.PERCPU_OBJ_NEW_IMPL)
          .with(HeapFunctions.OBJ_DROP)
          .with(HeapFunctions.OBJ_DROP_IMPL)
          .with(HeapFunctions.PERCPU_OBJ_DROP)
          .with(HeapFunctions.PERCPU_OBJ_DROP_IMPL)
          .with(HeapFunctions.REFCOUNT_ACQUIRE)
          .with(HeapFunctions.REFCOUNT_ACQUIRE_IMPL)
          .with(HeapFunctions.LIST_PUSH_FRONT)
          .with(HeapFunctions.LIST_PUSH_FRONT_IMPL)
          .with(HeapFunctions.LIST_PUSH_BACK)
          .with(HeapFunctions.LIST_PUSH_BACK_IMPL)
          .with(HeapFunctions.LIST_ADD)
          .with(HeapFunctions.LIST_POP_FRONT)
          .with(HeapFunctions.LIST_POP_BACK)
          .with(HeapFunctions.LIST_DEL)
          .with(HeapFunctions.LIST_FRONT)
          .with(HeapFunctions.LIST_BACK)
          .with(HeapFunctions.LIST_IS_FIRST)
          .with(HeapFunctions.LIST_IS_LAST)
          .with(HeapFunctions.LIST_EMPTY)
          .with(TaskFunctions.TASK_ACQUIRE)
          .with(TaskFunctions.TASK_RELEASE)
          .with(HeapFunctions.RBTREE_REMOVE)
          .with(HeapFunctions.RBTREE_ADD)
          .with(HeapFunctions.RBTREE_ADD_IMPL)
          .with(HeapFunctions.RBTREE_FIRST)
          .with(HeapFunctions.RBTREE_ROOT)
          .with(HeapFunctions.RBTREE_LEFT)
          .with(HeapFunctions.RBTREE_RIGHT)
          .with(TaskFunctions.CGROUP_ACQUIRE)
          .with(TaskFunctions.CGROUP_RELEASE)
          .with(TaskFunctions.CGROUP_ANCESTOR)
          .with(TaskFunctions.CGROUP_FROM_ID)
          .with(TaskFunctions.TASK_UNDER_CGROUP)
          .with(TaskFunctions.TASK_GET_CGROUP1)
          .with(TaskFunctions.TASK_FROM_PID)
          .with(TaskFunctions.TASK_FROM_VPID)
          .with(ControlFunctions.THROW)
          .with(TaskFunctions.SEND_SIGNAL_TASK)
          .build();

  /** CPU masks: {@code kernel/bpf/cpumask.c}. */
  public static final KfuncSet CPUMASK =
      KfuncSet.builder("cpumask", ProgramType.TRACING, ProgramType.STRUCT_OPS, ProgramType.SYSCALL)
          .with(CpumaskFunctions.CPUMASK_CREATE)
          .with(CpumaskFunctions.CPUMASK_RELEASE)
          .with(CpumaskFunctions.CPUMASK_ACQUIRE)
          .with(CpumaskFunctions.CPUMASK_FIRST)
          .with(CpumaskFunctions.CPUMASK_FIRST_ZERO)
          .with(CpumaskFunctions.CPUMASK_FIRST_AND)
          .with(CpumaskFunctions.CPUMASK_SET_CPU)
          .with(CpumaskFunctions.CPUMASK_CLEAR_CPU)
          .with(CpumaskFunctions.CPUMASK_TEST_CPU)
          .with(CpumaskFunctions.CPUMASK_TEST_AND_SET_CPU)
          .with(CpumaskFunctions.CPUMASK_TEST_AND_CLEAR_CPU)
          .with(CpumaskFunctions.CPUMASK_SETALL)
          .with(CpumaskFunctions.CPUMASK_CLEAR)
          .with(CpumaskFunctions.CPUMASK_AND)
          .with(CpumaskFunctions.CPUMASK_OR)
          .with(CpumaskFunctions.CPUMASK_XOR)
          .with(CpumaskFunctions.CPUMASK_EQUAL)
          .with(CpumaskFunctions.CPUMASK_INTERSECTS)
          .with(CpumaskFunctions.CPUMASK_SUBSET)
          .with(CpumaskFunctions.CPUMASK_EMPTY)
          .with(CpumaskFunctions.CPUMASK_FULL)
          .with(CpumaskFunctions.CPUMASK_COPY)
          .with(CpumaskFunctions.CPUMASK_ANY_DISTRIBUTE)
          .with(CpumaskFunctions.CPUMASK_ANY_AND_DISTRIBUTE)
          .with(CpumaskFunctions.CPUMASK_WEIGHT)
          .with(CpumaskFunctions.CPUMASK_POPULATE)
          .build();

  /** Map statistics: {@code kernel/bpf/map_iter.c}. */
  public static final KfuncSet MAP =
      KfuncSet.builder("map", ProgramType.UNSPEC).with(SystemFunctions.MAP_SUM_ELEM_COUNT).build();

  /** Arena maps: {@code kernel/bpf/arena.c}. */
  public static final KfuncSet ARENA =
      KfuncSet.builder("arena", ProgramType.UNSPEC)
          .with(SystemFunctions.ARENA_ALLOC_PAGES)
          .with(SystemFunctions.ARENA_FREE_PAGES)
          .with(SystemFunctions.ARENA_RESERVE_PAGES)
          .build();

  /** Resilient spin locks: {@code kernel/bpf/rqspinlock.c}. */
  public static final KfuncSet RES_SPIN_LOCK =
      KfuncSet.builder("res_spin_lock", ProgramType.UNSPEC)
          .with(LockFunctions.RES_SPIN_LOCK)
          .with(LockFunctions.RES_SPIN_UNLOCK)
          .with(LockFunctions.RES_SPIN_LOCK_IRQSAVE)
          .with(LockFunctions.RES_SPIN_UNLOCK_IRQRESTORE)
          .build();

  /** Memory of cgroups: {@code mm/bpf_memcontrol.c}. */
  public static final KfuncSet MEMORY_CGROUP =
      KfuncSet.builder("memory_cgroup", ProgramType.UNSPEC)
          .with(TaskFunctions.GET_ROOT_MEM_CGROUP)
          .with(TaskFunctions.GET_MEM_CGROUP)
          .with(TaskFunctions.PUT_MEM_CGROUP)
          .with(TaskFunctions.MEM_CGROUP_VM_EVENTS)
          .with(TaskFunctions.MEM_CGROUP_MEMORY_EVENTS)
          .with(TaskFunctions.MEM_CGROUP_USAGE)
          .with(TaskFunctions.MEM_CGROUP_PAGE_STATE)
          .with(TaskFunctions.MEM_CGROUP_FLUSH_STATS)
          .build();

  /** Wakeup sources: {@code drivers/base/power/wakeup.c}. */
  public static final KfuncSet WAKEUP_SOURCES =
      KfuncSet.builder("wakeup_sources", ProgramType.SYSCALL)
          .with(SystemFunctions.WAKEUP_SOURCES_READ_LOCK)
          .with(SystemFunctions.WAKEUP_SOURCES_READ_UNLOCK)
          .with(SystemFunctions.WAKEUP_SOURCES_GET_HEAD)
          .build();

  /** io_uring: {@code io_uring/bpf-ops.c}. */
  public static final KfuncSet IO_URING =
      KfuncSet.builder("io_uring", ProgramType.STRUCT_OPS)
          .with(SystemFunctions.IO_URING_SUBMIT_SQES)
          .with(SystemFunctions.IO_URING_GET_REGION)
          .build();

  /** Initialisation of kernel sockets: {@code net/core/bpf_ksock.c}. */
  public static final KfuncSet KSOCK_INIT =
      KfuncSet.builder("ksock_init", ProgramType.SYSCALL)
          .with(NetworkFunctions.KSOCK_CREATE)
          .with(NetworkFunctions.KSOCK_CONNECT)
          .build();

  /** Kernel sockets: {@code net/core/bpf_ksock.c}. */
  public static final KfuncSet KSOCK =
      KfuncSet.builder("ksock", ProgramType.SYSCALL, ProgramType.LSM)
          .only()
          .with(NetworkFunctions.KSOCK_RELEASE)
          .with(NetworkFunctions.KSOCK_ACQUIRE)
          .with(NetworkFunctions.KSOCK_SEND)
          .build();

  /** Metadata of packets: {@code net/core/filter.c}. */
  public static final KfuncSet SKB_META_DYNPTR =
      KfuncSet.builder("skb_meta_dynptr", ProgramType.SCHED_CLS, ProgramType.SCHED_ACT)
          .with(DynptrFunctions.DYNPTR_FROM_SKB_META)
          .build();

  /** Transmit timestamps, registered for SOCK_OPS: {@code net/core/filter.c}. */
  public static final KfuncSet SOCK_OPS =
      KfuncSet.builder("sock_ops", ProgramType.CGROUP_SKB)
          .with(NetworkFunctions.SOCK_OPS_ENABLE_TX_TSTAMP)
          .build();

  /** ICMP errors to a sender: {@code net/core/filter.c}. */
  public static final KfuncSet ICMP =
      KfuncSet.builder("icmp", ProgramType.CGROUP_SKB).with(NetworkFunctions.ICMP_SEND).build();

  /**
   * Keys and signatures: {@code kernel/trace/bpf_trace.c}; from 6.18 on {@code
   * kernel/bpf/helpers.c}.
   */
  public static final KfuncSet KEYS =
      KfuncSet.builder("keys", ProgramType.TRACING)
          .since(
              KernelRelease.linux6(18),
              ProgramType.SCHED_CLS,
              ProgramType.XDP,
              ProgramType.STRUCT_OPS,
              ProgramType.SYSCALL,
              ProgramType.CGROUP_SKB)
          .with(SystemFunctions.LOOKUP_USER_KEY)
          .with(SystemFunctions.LOOKUP_SYSTEM_KEY)
          .with(SystemFunctions.KEY_PUT)
          .with(SystemFunctions.VERIFY_PKCS7_SIGNATURE)
          .build();

  /** Sessions of kprobe.multi: {@code kernel/trace/bpf_trace.c}. */
  public static final KfuncSet KPROBE_SESSION =
      KfuncSet.builder("kprobe_session", ProgramType.KPROBE)
          .with(ControlFunctions.SESSION_IS_RETURN)
          .with(ControlFunctions.SESSION_COOKIE)
          .when(UseCondition.KPROBE_SESSION)
          .build();

  /** Dynptrs to packets: {@code net/core/filter.c}. */
  public static final KfuncSet SKB_DYNPTR =
      KfuncSet.builder(
              "skb_dynptr",
              ProgramType.SCHED_CLS,
              ProgramType.SCHED_ACT,
              ProgramType.SK_SKB,
              ProgramType.SOCKET_FILTER,
              ProgramType.CGROUP_SKB,
              ProgramType.LWT_OUT,
              ProgramType.LWT_IN,
              ProgramType.LWT_XMIT,
              ProgramType.LWT_SEG6LOCAL,
              ProgramType.NETFILTER,
              ProgramType.TRACING)
          .with(DynptrFunctions.DYNPTR_FROM_SKB)
          .build();

  /** Dynptrs to XDP frames: {@code net/core/filter.c}. */
  public static final KfuncSet XDP_DYNPTR =
      KfuncSet.builder("xdp_dynptr", ProgramType.XDP)
          .with(DynptrFunctions.DYNPTR_FROM_XDP)
          .with(NetworkFunctions.XDP_PULL_DATA)
          .build();

  /** Socket addresses: {@code net/core/filter.c}. */
  public static final KfuncSet SOCK_ADDR =
      KfuncSet.builder("sock_addr", ProgramType.CGROUP_SOCK_ADDR)
          .with(NetworkFunctions.SOCK_ADDR_SET_SUN_PATH)
          .build();

  /** SYN cookies: {@code net/core/filter.c}. */
  public static final KfuncSet TCP_REQSK =
      KfuncSet.builder("tcp_reqsk", ProgramType.SCHED_CLS)
          .with(NetworkFunctions.SK_ASSIGN_TCP_REQSK)
          .build();

  /** Files and paths: {@code fs/bpf_fs_kfuncs.c}. */
  public static final KfuncSet FS =
      KfuncSet.builder("fs", ProgramType.LSM)
          .only()
          .with(SystemFunctions.GET_TASK_EXE_FILE)
          .with(SystemFunctions.PUT_FILE)
          .with(SystemFunctions.PATH_D_PATH)
          .with(SystemFunctions.GET_DENTRY_XATTR)
          .with(SystemFunctions.GET_FILE_XATTR)
          .with(SystemFunctions.SET_DENTRY_XATTR)
          .with(SystemFunctions.REMOVE_DENTRY_XATTR)
          .with(SystemFunctions.REAL_DATA_INODE)
          .with(SystemFunctions.SOCK_READ_XATTR)
          .build();

  /** Digests of files: {@code fs/verity/measure.c}. */
  public static final KfuncSet FSVERITY =
      KfuncSet.builder("fsverity", ProgramType.LSM)
          .only()
          .with(SystemFunctions.GET_FSVERITY_DIGEST)
          .build();

  /** Cipher contexts: {@code kernel/bpf/crypto.c}. */
  public static final KfuncSet CRYPTO_CONTEXT =
      KfuncSet.builder("crypto_context", ProgramType.SYSCALL)
          .with(SystemFunctions.CRYPTO_CTX_CREATE)
          .with(SystemFunctions.CRYPTO_CTX_RELEASE)
          .with(SystemFunctions.CRYPTO_CTX_ACQUIRE)
          .build();

  /** Ciphers: {@code kernel/bpf/crypto.c}. */
  public static final KfuncSet CRYPTO =
      KfuncSet.builder("crypto", ProgramType.SCHED_CLS, ProgramType.SCHED_ACT, ProgramType.XDP)
          .with(SystemFunctions.CRYPTO_DECRYPT)
          .with(SystemFunctions.CRYPTO_ENCRYPT)
          .build();

  /** Statistics of cgroups: {@code kernel/cgroup/rstat.c}. */
  public static final KfuncSet RSTAT =
      KfuncSet.builder("rstat", ProgramType.TRACING)
          .with(TaskFunctions.CGROUP_RSTAT_UPDATED)
          .with(TaskFunctions.CGROUP_RSTAT_FLUSH)
          .with(TaskFunctions.CSS_RSTAT_UPDATED)
          .with(TaskFunctions.CSS_RSTAT_FLUSH)
          .build();

  /** Sockets that an iterator visits: {@code net/core/filter.c}. */
  public static final KfuncSet SOCKET_ITER =
      KfuncSet.builder("socket_iter", ProgramType.TRACING)
          .when(UseCondition.ITER)
          .with(NetworkFunctions.SOCK_DESTROY)
          .build();

  /** Congestion control: {@code net/ipv4/bpf_tcp_ca.c}, {@code net/ipv4/tcp_cubic.c}. */
  public static final KfuncSet TCP_CONGESTION =
      KfuncSet.builder("tcp_congestion", ProgramType.STRUCT_OPS)
          .with(NetworkFunctions.TCP_RENO_SSTHRESH)
          .with(NetworkFunctions.TCP_RENO_CONG_AVOID)
          .with(NetworkFunctions.TCP_RENO_UNDO_CWND)
          .with(NetworkFunctions.TCP_SLOW_START)
          .with(NetworkFunctions.TCP_CONG_AVOID_AI)
          .with(NetworkFunctions.CUBICTCP_INIT)
          .with(NetworkFunctions.CUBICTCP_RECALC_SSTHRESH)
          .with(NetworkFunctions.CUBICTCP_CONG_AVOID)
          .with(NetworkFunctions.CUBICTCP_STATE)
          .with(NetworkFunctions.CUBICTCP_CWND_EVENT)
          .with(NetworkFunctions.CUBICTCP_CWND_EVENT_TX_START)
          .with(NetworkFunctions.CUBICTCP_ACKED)
          .build();

  /** State of IPsec: {@code net/xfrm/xfrm_state_bpf.c}. */
  public static final KfuncSet XFRM_STATE =
      KfuncSet.builder("xfrm_state", ProgramType.XDP)
          .with(NetworkFunctions.XDP_GET_XFRM_STATE)
          .with(NetworkFunctions.XDP_XFRM_STATE_RELEASE)
          .build();

  /** Functions of packet test runs: {@code net/bpf/test_run.c}. */
  public static final KfuncSet TEST_RUN =
      KfuncSet.builder("test_run", ProgramType.SCHED_CLS, ProgramType.TRACING, ProgramType.SYSCALL)
          .with(NetworkFunctions.KFUNC_CALL_TEST_RELEASE)
          .with(NetworkFunctions.KFUNC_CALL_MEMB_RELEASE)
          .build();

  /** All of them, of all releases. */
  public static final List<KfuncSet> ALL =
      List.of(
          COMMON,
          GENERIC,
          CPUMASK,
          MAP,
          ARENA,
          KEYS,
          KPROBE_SESSION,
          SKB_DYNPTR,
          XDP_DYNPTR,
          SOCK_ADDR,
          TCP_REQSK,
          FS,
          FSVERITY,
          CRYPTO_CONTEXT,
          CRYPTO,
          RSTAT,
          SOCKET_ITER,
          TCP_CONGESTION,
          XFRM_STATE,
          TEST_RUN,
          RES_SPIN_LOCK,
          MEMORY_CGROUP,
          WAKEUP_SOURCES,
          IO_URING,
          KSOCK_INIT,
          KSOCK,
          SKB_META_DYNPTR,
          SOCK_OPS,
          ICMP);

  /**
   * Rows by name, including those in no set: proposed ones, and those for single network devices.
   */
  private static final Map<String, Kfunc> ROWS =
      Stream.of(
              ControlFunctions.ALL,
              CpumaskFunctions.ALL,
              DynptrFunctions.ALL,
              HeapFunctions.ALL,
              IteratorFunctions.ALL,
              LockFunctions.ALL,
              NetworkFunctions.ALL,
              StreamFunctions.ALL,
              StringFunctions.ALL,
              SystemFunctions.ALL,
              TaskFunctions.ALL,
              TimerFunctions.ALL)
          .flatMap(List::stream)
          .filter(Kfunc.class::isInstance)
          .map(Kfunc.class::cast)
          .collect(Collectors.toUnmodifiableMap(Kfunc::name, Function.identity()));

  private GenericKfuncs() {}

  /** The sets of a release. */
  public static List<KfuncSet> of(KernelRelease release) {
    return ALL.stream().map(set -> set.in(release)).toList();
  }

  /** The row of this name in the tables of this package, whether or not in a set; or null. */
  public static @Nullable Kfunc find(String name) {
    return ROWS.get(name);
  }

  /** All rows of the tables of this package. */
  public static Collection<Kfunc> rows() {
    return ROWS.values();
  }
}
