package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.CapabilityTier.BASE;
import static io.github.hidbpf4j.bpf.proto.CapabilityTier.BPF;
import static io.github.hidbpf4j.bpf.proto.CapabilityTier.PERFMON;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which helpers programs of each type may call in Linux 6.12 to 7.3: the {@code *_func_proto}
 * functions of {@code kernel/bpf/helpers.c}, {@code kernel/trace/bpf_trace.c} and {@code
 * net/core/filter.c}, as lists of prototype variants.
 *
 * <p>Entries that depend on more than the program type have a {@link UseCondition}; if the attach
 * type is unknown, everything that any attach type allows is allowed.
 */
public final class HelperSets {
  /** The helpers of every program type, with exceptions: {@code bpf_base_func_proto}. */
  private static final HelperSet BASE_SET =
      HelperSet.NONE
          .with(
              BASE,
              """
                  map_lookup_elem map_update_elem map_delete_elem
                  map_push_elem map_pop_elem map_peek_elem map_lookup_percpu_elem
                  get_prandom_u32 get_raw_smp_processor_id get_numa_node_id tail_call
                  ktime_get_ns ktime_get_boot_ns ktime_get_tai_ns
                  ringbuf_output ringbuf_reserve ringbuf_submit ringbuf_discard ringbuf_query
                  strncmp strtol strtoul get_current_pid_tgid get_ns_current_pid_tgid
                  """)
          .with(
              BPF,
              """
                  spin_lock spin_unlock jiffies64 per_cpu_ptr this_cpu_ptr
                  timer_init timer_set_callback timer_start timer_cancel
                  kptr_xchg for_each_map_elem loop user_ringbuf_drain
                  ringbuf_reserve_dynptr ringbuf_submit_dynptr ringbuf_discard_dynptr
                  dynptr_from_mem dynptr_read dynptr_write dynptr_data
                  cgrp_storage_get cgrp_storage_delete
                  get_current_cgroup_id get_current_ancestor_cgroup_id
                  """)
          .with(
              PERFMON,
              """
                  trace_printk trace_vprintk snprintf snprintf_btf
                  get_current_task get_current_task_btf task_pt_regs
                  probe_read_user probe_read_kernel probe_read_user_str probe_read_kernel_str
                  """)
          .with(linux6(16), BASE, "get_current_uid_gid")
          .with(
              linux6(16),
              BPF,
              """
                  current_task_under_cgroup get_cgroup_classid_curr
                  task_storage_get task_storage_delete
                  """)
          .with(
              linux6(16),
              PERFMON,
              """
                  get_current_comm copy_from_user copy_from_user_task
                  perf_event_read perf_event_read_value send_signal send_signal_thread
                  get_task_stack get_branch_snapshot find_vma
                  """)
          .with("get_task_stack_sleepable", PERFMON, UseCondition.SLEEPABLE, linux6(16));

  /** The base set of networking types: {@code bpf_sk_base_func_proto}. */
  private static final HelperSet SOCKET_BASE =
      set("ktime_get_coarse_ns")
          .with(
              PERFMON,
              """
                  skc_to_tcp6_sock skc_to_tcp_sock skc_to_tcp_timewait_sock
                  skc_to_tcp_request_sock skc_to_udp6_sock skc_to_unix_sock skc_to_mptcp_sock
                  """)
          .and(BASE_SET);

  /** The helpers that tracing types share: {@code bpf_tracing_func_proto}. */
  private static final HelperSet TRACING_BASE =
      set("""
          get_current_task get_current_task_btf task_pt_regs get_current_uid_gid get_current_comm
          trace_printk trace_vprintk snprintf snprintf_btf get_smp_processor_id
          perf_event_read perf_event_read_value probe_write_user
          probe_read_user probe_read_kernel probe_read_user_str probe_read_kernel_str
          probe_read_compat probe_read_compat_str
          cgrp_storage_get cgrp_storage_delete current_task_under_cgroup
          send_signal send_signal_thread jiffies64 get_task_stack
          copy_from_user copy_from_user_task per_cpu_ptr this_cpu_ptr
          task_storage_get task_storage_delete
          for_each_map_elem get_func_ip_tracing get_branch_snapshot find_vma
          """)
          .with("get_task_stack_sleepable", BASE, UseCondition.SLEEPABLE)
          .with("task_storage_get_recur", BASE, UseCondition.RECURSION_CHECKED)
          .with("task_storage_delete_recur", BASE, UseCondition.RECURSION_CHECKED)
          .and(BASE_SET);

  private static final HelperSet RAW_TRACEPOINT =
      set("""
          perf_event_output_raw_tp get_stackid_raw_tp get_stack_raw_tp
          get_attach_cookie_tracing
          """)
          .and(TRACING_BASE);

  private static final HelperSet TRACING = tracing();

  private static final HelperSet CGROUP_COMMON =
      set("get_local_storage")
          .with("get_retval", BASE, UseCondition.CGROUP_RETVAL)
          .with("set_retval", BASE, UseCondition.CGROUP_RETVAL);

  private static final HelperSet CGROUP_CURRENT =
      CGROUP_COMMON.and(
          set(
              """
              get_current_uid_gid get_current_comm get_cgroup_classid_curr
              current_task_under_cgroup
              """));

  private static final HelperSet SOCKET_FILTER =
      set("""
          skb_load_bytes skb_load_bytes_relative get_socket_cookie get_socket_uid skb_event_output
          """)
          .with(linux6(16), BASE, "get_netns_cookie")
          .and(SOCKET_BASE);

  private static final HelperSet SCHED =
      set("""
          skb_store_bytes skb_load_bytes skb_load_bytes_relative skb_pull_data
          csum_diff csum_update csum_level l3_csum_replace l4_csum_replace
          clone_redirect get_cgroup_classid skb_vlan_push skb_vlan_pop skb_change_proto
          skb_change_type skb_adjust_room skb_change_tail skb_change_head
          skb_get_tunnel_key skb_set_tunnel_key skb_get_tunnel_opt skb_set_tunnel_opt
          redirect redirect_neigh redirect_peer get_route_realm get_hash_recalc
          set_hash_invalid set_hash skb_event_output get_smp_processor_id skb_under_cgroup
          get_socket_cookie get_socket_uid skb_fib_lookup skb_check_mtu sk_fullsock
          sk_storage_get sk_storage_delete skb_get_xfrm_state skb_cgroup_classid
          skb_cgroup_id skb_ancestor_cgroup_id tc_sk_lookup_tcp tc_sk_lookup_udp sk_release
          tcp_sock get_listener_sock tc_skc_lookup_tcp tcp_check_syncookie skb_ecn_set_ce
          tcp_gen_syncookie sk_assign skb_set_tstamp
          tcp_raw_gen_syncookie_ipv4 tcp_raw_gen_syncookie_ipv6
          tcp_raw_check_syncookie_ipv4 tcp_raw_check_syncookie_ipv6
          """)
          .with(linux6(16), BASE, "get_netns_cookie")
          .and(SOCKET_BASE);

  private static final HelperSet LWT_OUT =
      set("""
          skb_load_bytes skb_pull_data csum_diff get_cgroup_classid get_route_realm
          get_hash_recalc skb_event_output get_smp_processor_id skb_under_cgroup
          """)
          .and(SOCKET_BASE);

  private static final Map<ProgramType, HelperSet> BY_TYPE = byType();

  private HelperSets() {}

  /** The helpers that programs of all types may call in a release. */
  public static HelperSet base(KernelRelease release) {
    return BASE_SET.in(release);
  }

  /** The helpers of each program type that has any, in a release. */
  public static Map<ProgramType, HelperSet> of(KernelRelease release) {
    Map<ProgramType, HelperSet> all = new EnumMap<>(ProgramType.class);
    BY_TYPE.forEach((type, set) -> all.put(type, set.in(release)));
    return all;
  }

  private static HelperSet tracing() {
    HelperSet set =
        set(
            """
            skb_output xdp_output skc_to_tcp6_sock skc_to_tcp_sock skc_to_tcp_timewait_sock
            skc_to_tcp_request_sock skc_to_udp6_sock skc_to_unix_sock skc_to_mptcp_sock
            sk_storage_get_tracing sk_storage_delete_tracing sock_from_file
            get_socket_ptr_cookie xdp_get_buff_len_trace d_path
            """);
    for (String iterator : List.of("seq_printf", "seq_write", "seq_printf_btf")) {
      set = set.with(iterator, BASE, UseCondition.ITER);
    }
    for (String trampoline : List.of("get_func_arg", "get_func_ret", "get_func_arg_cnt")) {
      set = set.with(trampoline, BASE, UseCondition.TRAMPOLINE);
    }
    return set.with("get_attach_cookie_tracing", BASE, UseCondition.TRAMPOLINE_OR_RAW_TP)
        .with("sk_setsockopt", BASE, UseCondition.SOCKET_ITER)
        .with("sk_getsockopt", BASE, UseCondition.SOCKET_ITER)
        .and(RAW_TRACEPOINT.without("get_attach_cookie_tracing"));
  }

  private static Map<ProgramType, HelperSet> byType() {
    Map<ProgramType, HelperSet> all = new EnumMap<>(ProgramType.class);
    tracingTypes(all);
    packetTypes(all);
    socketTypes(all);
    return Collections.unmodifiableMap(all);
  }

  private static void tracingTypes(Map<ProgramType, HelperSet> all) {
    all.put(
        ProgramType.KPROBE,
        set("""
            perf_event_output get_stackid get_stack override_return get_func_ip_kprobe
            get_attach_cookie_trace
            """)
            .with("get_stack_sleepable", BASE, UseCondition.SLEEPABLE)
            .with("get_func_ip_kprobe_multi", BASE, UseCondition.KPROBE_MULTI)
            .with("get_func_ip_uprobe_multi", BASE, UseCondition.UPROBE_MULTI)
            .with("get_attach_cookie_kmulti", BASE, UseCondition.KPROBE_MULTI)
            .with("get_attach_cookie_umulti", BASE, UseCondition.UPROBE_MULTI)
            .and(TRACING_BASE));
    all.put(
        ProgramType.TRACEPOINT,
        set("perf_event_output_tp get_stackid_tp get_stack_tp get_attach_cookie_trace")
            .and(TRACING_BASE));
    all.put(
        ProgramType.PERF_EVENT,
        set("""
            perf_event_output_tp get_stackid_pe get_stack_pe perf_prog_read_value
            read_branch_records get_attach_cookie_pe
            """)
            .and(TRACING_BASE));
    all.put(ProgramType.RAW_TRACEPOINT, RAW_TRACEPOINT);
    all.put(ProgramType.RAW_TRACEPOINT_WRITABLE, RAW_TRACEPOINT);
    all.put(ProgramType.TRACING, TRACING);
    all.put(
        ProgramType.LSM,
        set("""
            inode_storage_get inode_storage_delete sk_storage_get sk_storage_delete
            spin_lock spin_unlock bprm_opts_set ima_inode_hash ima_file_hash get_attach_cookie
            """)
            .with("get_local_storage", BASE, UseCondition.LSM_CGROUP)
            .with("get_retval", BASE, UseCondition.LSM_CGROUP)
            .with("set_retval", BASE, UseCondition.LSM_CGROUP)
            .with("sk_setsockopt", BASE, UseCondition.LSM_LOCKED_SOCKET)
            .with("unlocked_sk_setsockopt", BASE, UseCondition.LSM_UNLOCKED_SOCKET)
            .with("sk_getsockopt", BASE, UseCondition.LSM_LOCKED_SOCKET)
            .with("unlocked_sk_getsockopt", BASE, UseCondition.LSM_UNLOCKED_SOCKET)
            .and(TRACING));
    all.put(
        ProgramType.SYSCALL,
        set("sys_bpf btf_find_by_name_kind sys_close kallsyms_lookup_name").and(TRACING));
    all.put(ProgramType.STRUCT_OPS, BASE_SET);
  }

  private static void packetTypes(Map<ProgramType, HelperSet> all) {
    all.put(ProgramType.SOCKET_FILTER, SOCKET_FILTER);
    all.put(ProgramType.SCHED_CLS, SCHED);
    all.put(ProgramType.SCHED_ACT, SCHED);
    all.put(
        ProgramType.CGROUP_SKB,
        set("""
            get_local_storage sk_fullsock sk_storage_get sk_storage_delete skb_event_output
            skb_cgroup_id skb_ancestor_cgroup_id sk_cgroup_id sk_ancestor_cgroup_id
            sk_lookup_tcp sk_lookup_udp sk_release skc_lookup_tcp tcp_sock get_listener_sock
            skb_ecn_set_ce
            """)
            .and(SOCKET_FILTER));
    all.put(
        ProgramType.XDP,
        set("""
            xdp_event_output get_smp_processor_id csum_diff xdp_adjust_head xdp_adjust_meta
            xdp_redirect xdp_redirect_map xdp_adjust_tail xdp_get_buff_len xdp_load_bytes
            xdp_store_bytes xdp_fib_lookup xdp_check_mtu xdp_sk_lookup_udp xdp_sk_lookup_tcp
            sk_release xdp_skc_lookup_tcp tcp_check_syncookie tcp_gen_syncookie
            tcp_raw_gen_syncookie_ipv4 tcp_raw_gen_syncookie_ipv6
            tcp_raw_check_syncookie_ipv4 tcp_raw_check_syncookie_ipv6
            """)
            .and(SOCKET_BASE));
    all.put(ProgramType.LWT_OUT, LWT_OUT);
    all.put(ProgramType.LWT_IN, set("lwt_in_push_encap").and(LWT_OUT));
    all.put(
        ProgramType.LWT_XMIT,
        set("""
            skb_get_tunnel_key skb_set_tunnel_key skb_get_tunnel_opt skb_set_tunnel_opt redirect
            clone_redirect skb_change_tail skb_change_head skb_store_bytes csum_update csum_level
            l3_csum_replace l4_csum_replace set_hash_invalid lwt_xmit_push_encap
            """)
            .and(LWT_OUT));
    all.put(
        ProgramType.LWT_SEG6LOCAL,
        set("lwt_seg6_store_bytes lwt_seg6_action lwt_seg6_adjust_srh")
            .and(LWT_OUT)
            .without("skb_pull_data"));
    all.put(ProgramType.FLOW_DISSECTOR, set("flow_dissector_load_bytes").and(SOCKET_BASE));
    all.put(
        ProgramType.SK_SKB,
        set("""
            skb_store_bytes skb_load_bytes sk_skb_pull_data sk_skb_change_tail
            sk_skb_change_head sk_skb_adjust_room get_socket_cookie get_socket_uid
            sk_redirect_map sk_redirect_hash skb_event_output sk_lookup_tcp sk_lookup_udp
            sk_release skc_lookup_tcp
            """)
            .and(SOCKET_BASE));
    all.put(ProgramType.NETFILTER, BASE_SET);
  }

  private static void socketTypes(Map<ProgramType, HelperSet> all) {
    all.put(ProgramType.CGROUP_DEVICE, CGROUP_CURRENT.and(set("event_output_data")).and(BASE_SET));
    all.put(
        ProgramType.CGROUP_SYSCTL,
        CGROUP_CURRENT
            .and(
                set(
                    """
                    sysctl_get_name sysctl_get_current_value sysctl_get_new_value
                    sysctl_set_new_value ktime_get_coarse_ns event_output_data
                    """))
            .and(BASE_SET));
    all.put(
        ProgramType.CGROUP_SOCKOPT,
        CGROUP_CURRENT
            .and(
                set(
                    """
                    get_netns_cookie_sockopt sk_storage_get sk_storage_delete tcp_sock
                    event_output_data
                    """))
            .with("sk_setsockopt", BASE, UseCondition.SETSOCKOPT)
            .with("sk_getsockopt", BASE, UseCondition.SETSOCKOPT)
            .and(BASE_SET));
    all.put(
        ProgramType.CGROUP_SOCK,
        CGROUP_CURRENT
            .and(
                set(
                    """
                    get_socket_cookie_sock get_netns_cookie_sock event_output_data
                    sk_storage_get_cg_sock ktime_get_coarse_ns
                    """))
            .with("sock_create_setsockopt", BASE, UseCondition.SOCKET_CREATION, linux6(19))
            .with("sock_create_getsockopt", BASE, UseCondition.SOCKET_CREATION, linux6(19))
            .and(BASE_SET));
    all.put(
        ProgramType.CGROUP_SOCK_ADDR,
        CGROUP_CURRENT
            .and(
                set(
                    """
                    get_socket_cookie_sock_addr get_netns_cookie_sock_addr event_output_data
                    sock_addr_sk_lookup_tcp sock_addr_sk_lookup_udp sk_release
                    sock_addr_skc_lookup_tcp sk_storage_get sk_storage_delete
                    """))
            .with("bind", BASE, UseCondition.CONNECT)
            .with("sock_addr_setsockopt", BASE, UseCondition.SOCKET_OPTIONS)
            .with("sock_addr_getsockopt", BASE, UseCondition.SOCKET_OPTIONS)
            .and(SOCKET_BASE));
    all.put(
        ProgramType.SOCK_OPS,
        set("""
            get_local_storage sock_ops_setsockopt sock_ops_getsockopt sock_ops_cb_flags_set
            sock_map_update sock_hash_update get_socket_cookie_sock_ops event_output_data
            sk_storage_get sk_storage_delete get_netns_cookie_sock_ops sock_ops_load_hdr_opt
            sock_ops_store_hdr_opt sock_ops_reserve_hdr_opt tcp_sock
            """)
            .and(SOCKET_BASE));
    all.put(
        ProgramType.SK_MSG,
        set("""
            msg_redirect_map msg_redirect_hash msg_apply_bytes msg_cork_bytes msg_pull_data
            msg_push_data msg_pop_data event_output_data get_current_uid_gid sk_storage_get
            sk_storage_delete get_netns_cookie_sk_msg get_cgroup_classid_curr
            """)
            .and(SOCKET_BASE));
    all.put(
        ProgramType.SK_LOOKUP,
        set("event_output_data sk_lookup_assign sk_release").and(SOCKET_BASE));
    all.put(
        ProgramType.SK_REUSEPORT,
        set("""
            sk_select_reuseport sk_reuseport_load_bytes sk_reuseport_load_bytes_relative
            get_socket_ptr_cookie ktime_get_coarse_ns
            """)
            .and(BASE_SET));
    all.put(
        ProgramType.LIRC_MODE2,
        set("""
            rc_repeat rc_keydown rc_pointer_rel map_lookup_elem map_update_elem map_delete_elem
            map_push_elem map_pop_elem map_peek_elem ktime_get_ns ktime_get_boot_ns tail_call
            get_prandom_u32
            """)
            .with(PERFMON, "trace_printk"));
  }

  private static HelperSet set(String variants) {
    return HelperSet.NONE.with(BASE, variants);
  }
}
