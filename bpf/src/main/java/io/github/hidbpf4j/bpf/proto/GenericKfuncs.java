package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.DESTRUCTIVE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_DESTROY;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_NEW;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_NEXT;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU_PROTECTED;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.List;

/** The kfunc sets of Linux 6.12 that belong to no driver, with their flags. */
public final class GenericKfuncs {
  /** For all program types: {@code common_btf_ids} of {@code kernel/bpf/helpers.c}. */
  public static final KfuncSet COMMON =
      KfuncSet.builder("common", ProgramType.UNSPEC)
          .with("bpf_cast_to_kern_ctx")
          .with("bpf_rdonly_cast")
          .with("bpf_rcu_read_lock")
          .with("bpf_rcu_read_unlock")
          .with("bpf_dynptr_slice", RET_NULL)
          .with("bpf_dynptr_slice_rdwr", RET_NULL)
          .with("bpf_iter_num_new", ITER_NEW)
          .with("bpf_iter_num_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_num_destroy", ITER_DESTROY)
          .with("bpf_iter_task_vma_new", ITER_NEW, RCU)
          .with("bpf_iter_task_vma_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_task_vma_destroy", ITER_DESTROY)
          .with("bpf_iter_css_task_new", ITER_NEW, TRUSTED_ARGS)
          .with("bpf_iter_css_task_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_css_task_destroy", ITER_DESTROY)
          .with("bpf_iter_css_new", ITER_NEW, TRUSTED_ARGS, RCU_PROTECTED)
          .with("bpf_iter_css_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_css_destroy", ITER_DESTROY)
          .with("bpf_iter_task_new", ITER_NEW, TRUSTED_ARGS, RCU_PROTECTED)
          .with("bpf_iter_task_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_task_destroy", ITER_DESTROY)
          .with("bpf_dynptr_adjust")
          .with("bpf_dynptr_is_null")
          .with("bpf_dynptr_is_rdonly")
          .with("bpf_dynptr_size")
          .with("bpf_dynptr_clone")
          .with("bpf_modify_return_test_tp")
          .with("bpf_wq_init")
          .with("bpf_wq_set_callback_impl")
          .with("bpf_wq_start")
          .with("bpf_preempt_disable")
          .with("bpf_preempt_enable")
          .with("bpf_iter_bits_new", ITER_NEW)
          .with("bpf_iter_bits_next", ITER_NEXT, RET_NULL)
          .with("bpf_iter_bits_destroy", ITER_DESTROY)
          .with("bpf_copy_from_user_str", SLEEPABLE)
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
          .with("crash_kexec", DESTRUCTIVE)
          .with("bpf_obj_new_impl", ACQUIRE, RET_NULL)
          .with("bpf_percpu_obj_new_impl", ACQUIRE, RET_NULL)
          .with("bpf_obj_drop_impl", RELEASE)
          .with("bpf_percpu_obj_drop_impl", RELEASE)
          .with("bpf_refcount_acquire_impl", ACQUIRE, RET_NULL, RCU)
          .with("bpf_list_push_front_impl")
          .with("bpf_list_push_back_impl")
          .with("bpf_list_pop_front", ACQUIRE, RET_NULL)
          .with("bpf_list_pop_back", ACQUIRE, RET_NULL)
          .with("bpf_task_acquire", ACQUIRE, RCU, RET_NULL)
          .with("bpf_task_release", RELEASE)
          .with("bpf_rbtree_remove", ACQUIRE, RET_NULL)
          .with("bpf_rbtree_add_impl")
          .with("bpf_rbtree_first", RET_NULL)
          .with("bpf_cgroup_acquire", ACQUIRE, RCU, RET_NULL)
          .with("bpf_cgroup_release", RELEASE)
          .with("bpf_cgroup_ancestor", ACQUIRE, RCU, RET_NULL)
          .with("bpf_cgroup_from_id", ACQUIRE, RET_NULL)
          .with("bpf_task_under_cgroup", RCU)
          .with("bpf_task_get_cgroup1", ACQUIRE, RCU, RET_NULL)
          .with("bpf_task_from_pid", ACQUIRE, RET_NULL)
          .with("bpf_throw")
          .build();

  /** CPU masks: {@code kernel/bpf/cpumask.c}. */
  public static final KfuncSet CPUMASK =
      KfuncSet.builder("cpumask", ProgramType.TRACING, ProgramType.STRUCT_OPS, ProgramType.SYSCALL)
          .with("bpf_cpumask_create", ACQUIRE, RET_NULL)
          .with("bpf_cpumask_release", RELEASE)
          .with("bpf_cpumask_acquire", ACQUIRE, TRUSTED_ARGS)
          .with("bpf_cpumask_first", RCU)
          .with("bpf_cpumask_first_zero", RCU)
          .with("bpf_cpumask_first_and", RCU)
          .with("bpf_cpumask_set_cpu", RCU)
          .with("bpf_cpumask_clear_cpu", RCU)
          .with("bpf_cpumask_test_cpu", RCU)
          .with("bpf_cpumask_test_and_set_cpu", RCU)
          .with("bpf_cpumask_test_and_clear_cpu", RCU)
          .with("bpf_cpumask_setall", RCU)
          .with("bpf_cpumask_clear", RCU)
          .with("bpf_cpumask_and", RCU)
          .with("bpf_cpumask_or", RCU)
          .with("bpf_cpumask_xor", RCU)
          .with("bpf_cpumask_equal", RCU)
          .with("bpf_cpumask_intersects", RCU)
          .with("bpf_cpumask_subset", RCU)
          .with("bpf_cpumask_empty", RCU)
          .with("bpf_cpumask_full", RCU)
          .with("bpf_cpumask_copy", RCU)
          .with("bpf_cpumask_any_distribute", RCU)
          .with("bpf_cpumask_any_and_distribute", RCU)
          .with("bpf_cpumask_weight", RCU)
          .build();

  /** Map statistics: {@code kernel/bpf/map_iter.c}. */
  public static final KfuncSet MAP =
      KfuncSet.builder("map", ProgramType.UNSPEC)
          .with("bpf_map_sum_elem_count", TRUSTED_ARGS)
          .build();

  /** Arena maps: {@code kernel/bpf/arena.c}. */
  public static final KfuncSet ARENA =
      KfuncSet.builder("arena", ProgramType.UNSPEC)
          .with("bpf_arena_alloc_pages", TRUSTED_ARGS, SLEEPABLE)
          .with("bpf_arena_free_pages", TRUSTED_ARGS, SLEEPABLE)
          .build();

  /** Keys and signatures: {@code kernel/trace/bpf_trace.c}. */
  public static final KfuncSet KEYS =
      KfuncSet.builder("keys", ProgramType.TRACING)
          .with("bpf_lookup_user_key", ACQUIRE, RET_NULL, SLEEPABLE)
          .with("bpf_lookup_system_key", ACQUIRE, RET_NULL)
          .with("bpf_key_put", RELEASE)
          .with("bpf_verify_pkcs7_signature", SLEEPABLE)
          .build();

  /** Sessions of kprobe.multi: {@code kernel/trace/bpf_trace.c}. */
  public static final KfuncSet KPROBE_SESSION =
      KfuncSet.builder("kprobe_session", ProgramType.KPROBE)
          .with("bpf_session_is_return")
          .with("bpf_session_cookie")
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
          .with("bpf_dynptr_from_skb", TRUSTED_ARGS)
          .build();

  /** Dynptrs to XDP frames: {@code net/core/filter.c}. */
  public static final KfuncSet XDP_DYNPTR =
      KfuncSet.builder("xdp_dynptr", ProgramType.XDP).with("bpf_dynptr_from_xdp").build();

  /** Socket addresses: {@code net/core/filter.c}. */
  public static final KfuncSet SOCK_ADDR =
      KfuncSet.builder("sock_addr", ProgramType.CGROUP_SOCK_ADDR)
          .with("bpf_sock_addr_set_sun_path")
          .build();

  /** SYN cookies: {@code net/core/filter.c}. */
  public static final KfuncSet TCP_REQSK =
      KfuncSet.builder("tcp_reqsk", ProgramType.SCHED_CLS)
          .with("bpf_sk_assign_tcp_reqsk", TRUSTED_ARGS)
          .build();

  /** Files and paths: {@code fs/bpf_fs_kfuncs.c}. */
  public static final KfuncSet FS =
      KfuncSet.builder("fs", ProgramType.LSM)
          .only()
          .with("bpf_get_task_exe_file", ACQUIRE, TRUSTED_ARGS, RET_NULL)
          .with("bpf_put_file", RELEASE)
          .with("bpf_path_d_path", TRUSTED_ARGS)
          .with("bpf_get_dentry_xattr", SLEEPABLE, TRUSTED_ARGS)
          .with("bpf_get_file_xattr", SLEEPABLE, TRUSTED_ARGS)
          .build();

  /** Digests of files: {@code fs/verity/measure.c}. */
  public static final KfuncSet FSVERITY =
      KfuncSet.builder("fsverity", ProgramType.LSM)
          .only()
          .with("bpf_get_fsverity_digest", TRUSTED_ARGS)
          .build();

  /** Contexts of ciphers: {@code kernel/bpf/crypto.c}. */
  public static final KfuncSet CRYPTO_CONTEXT =
      KfuncSet.builder("crypto_context", ProgramType.SYSCALL)
          .with("bpf_crypto_ctx_create", ACQUIRE, RET_NULL, SLEEPABLE)
          .with("bpf_crypto_ctx_release", RELEASE)
          .with("bpf_crypto_ctx_acquire", ACQUIRE, RCU, RET_NULL)
          .build();

  /** Ciphers: {@code kernel/bpf/crypto.c}. */
  public static final KfuncSet CRYPTO =
      KfuncSet.builder("crypto", ProgramType.SCHED_CLS, ProgramType.SCHED_ACT, ProgramType.XDP)
          .with("bpf_crypto_decrypt", RCU)
          .with("bpf_crypto_encrypt", RCU)
          .build();

  /** Statistics of cgroups: {@code kernel/cgroup/rstat.c}. */
  public static final KfuncSet RSTAT =
      KfuncSet.builder("rstat", ProgramType.TRACING)
          .with("cgroup_rstat_updated")
          .with("cgroup_rstat_flush", SLEEPABLE)
          .build();

  /** Sockets that an iterator visits: {@code net/core/filter.c}. */
  public static final KfuncSet SOCKET_ITER =
      KfuncSet.builder("socket_iter", ProgramType.TRACING)
          .when(UseCondition.ITER)
          .with("bpf_sock_destroy", TRUSTED_ARGS)
          .build();

  /** Congestion control: {@code net/ipv4/bpf_tcp_ca.c}, {@code net/ipv4/tcp_cubic.c}. */
  public static final KfuncSet TCP_CONGESTION =
      KfuncSet.builder("tcp_congestion", ProgramType.STRUCT_OPS)
          .with("tcp_reno_ssthresh")
          .with("tcp_reno_cong_avoid")
          .with("tcp_reno_undo_cwnd")
          .with("tcp_slow_start")
          .with("tcp_cong_avoid_ai")
          .with("cubictcp_init")
          .with("cubictcp_recalc_ssthresh")
          .with("cubictcp_cong_avoid")
          .with("cubictcp_state")
          .with("cubictcp_cwnd_event")
          .with("cubictcp_acked")
          .build();

  /** State of IPsec: {@code net/xfrm/xfrm_state_bpf.c}. */
  public static final KfuncSet XFRM_STATE =
      KfuncSet.builder("xfrm_state", ProgramType.XDP)
          .with("bpf_xdp_get_xfrm_state", ACQUIRE, RET_NULL)
          .with("bpf_xdp_xfrm_state_release", RELEASE)
          .build();

  /** What test runs of packets have: {@code net/bpf/test_run.c}. */
  public static final KfuncSet TEST_RUN =
      KfuncSet.builder("test_run", ProgramType.SCHED_CLS, ProgramType.TRACING, ProgramType.SYSCALL)
          .with("bpf_kfunc_call_test_release", RELEASE)
          .with("bpf_kfunc_call_memb_release", RELEASE)
          .build();

  /** All of them. */
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
          TEST_RUN);

  private GenericKfuncs() {}
}
