package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelperSetsTest {
  /** What struct_ops programs of Linux 6.12 may call, by the capability it takes. */
  private static final Map<CapabilityTier, String> STRUCT_OPS =
      Map.of(
          CapabilityTier.BASE,
          """
          map_lookup_elem map_update_elem map_delete_elem map_push_elem map_pop_elem map_peek_elem
          map_lookup_percpu_elem get_prandom_u32 get_smp_processor_id get_numa_node_id tail_call
          ktime_get_ns ktime_get_boot_ns ktime_get_tai_ns ringbuf_output ringbuf_reserve
          ringbuf_submit ringbuf_discard ringbuf_query strncmp strtol strtoul
          get_current_pid_tgid get_ns_current_pid_tgid
          """,
          CapabilityTier.BPF,
          """
          spin_lock spin_unlock jiffies64 per_cpu_ptr this_cpu_ptr timer_init timer_set_callback
          timer_start timer_cancel kptr_xchg for_each_map_elem loop user_ringbuf_drain
          ringbuf_reserve_dynptr ringbuf_submit_dynptr ringbuf_discard_dynptr dynptr_from_mem
          dynptr_read dynptr_write dynptr_data cgrp_storage_get cgrp_storage_delete
          get_current_cgroup_id get_current_ancestor_cgroup_id
          """,
          CapabilityTier.PERFMON,
          """
          trace_printk trace_vprintk get_current_task get_current_task_btf probe_read_user
          probe_read_kernel probe_read_user_str probe_read_kernel_str snprintf snprintf_btf
          task_pt_regs
          """);

  @Test
  void structOpsHasTheBaseSetInItsTiers() {
    Map<CapabilityTier, Set<String>> found =
        helpers(12, ProgramType.STRUCT_OPS).entries().values().stream()
            .map(entries -> entries.get(0))
            .collect(
                Collectors.groupingBy(
                    HelperSet.Entry::tier,
                    Collectors.mapping(
                        e -> e.prototype().name().substring(4),
                        Collectors.toCollection(TreeSet::new))));
    STRUCT_OPS.forEach(
        (tier, names) ->
            assertThat(found.get(tier))
                .as(tier.name())
                .isEqualTo(
                    Stream.of(names.strip().split("\\s+"))
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  @ParameterizedTest
  @CsvSource({
    "STRUCT_OPS, get_current_comm, ",
    "STRUCT_OPS, copy_from_user, ",
    "STRUCT_OPS, get_smp_processor_id, get_raw_smp_processor_id",
    "SYSCALL, sys_bpf, sys_bpf",
    "SYSCALL, kallsyms_lookup_name, kallsyms_lookup_name",
    "SYSCALL, get_current_comm, get_current_comm",
    "SYSCALL, copy_from_user, copy_from_user",
    "SYSCALL, get_smp_processor_id, get_smp_processor_id",
    "SYSCALL, seq_printf, ",
    "SYSCALL, perf_event_output, perf_event_output_raw_tp",
    "SOCKET_FILTER, skb_load_bytes, skb_load_bytes",
    "SOCKET_FILTER, perf_event_output, skb_event_output",
    "SOCKET_FILTER, skb_store_bytes, ",
    "SCHED_CLS, sk_lookup_tcp, tc_sk_lookup_tcp",
    "SCHED_CLS, ktime_get_coarse_ns, ktime_get_coarse_ns",
    "XDP, redirect, xdp_redirect",
    "XDP, skb_load_bytes, ",
    "CGROUP_SKB, sk_lookup_tcp, sk_lookup_tcp",
    "CGROUP_SKB, get_retval, ",
    "LWT_IN, lwt_push_encap, lwt_in_push_encap",
    "LWT_XMIT, lwt_push_encap, lwt_xmit_push_encap",
    "LWT_SEG6LOCAL, skb_pull_data, ",
    "TRACEPOINT, get_stack, get_stack_tp",
    "PERF_EVENT, get_stackid, get_stackid_pe",
    "RAW_TRACEPOINT, get_attach_cookie, get_attach_cookie_tracing",
    "KPROBE, override_return, override_return",
    "KPROBE, probe_read, probe_read_compat",
    "NETFILTER, map_lookup_elem, map_lookup_elem",
    "NETFILTER, skb_load_bytes, ",
    "EXT, map_lookup_elem, ",
  })
  void typesGetTheirVariants(ProgramType type, String helper, @Nullable String variant) {
    assertThat(variantOf(Programs.of(type), helper)).isEqualTo(variant);
  }

  @ParameterizedTest
  @CsvSource({
    "TRACING, fentry, false, get_func_arg, get_func_arg",
    "TRACING, fentry.s, true, get_func_arg, get_func_arg",
    "TRACING, tp_btf, false, get_func_arg, ",
    "TRACING, tp_btf, false, get_attach_cookie, get_attach_cookie_tracing",
    "TRACING, iter, false, get_attach_cookie, ",
    "TRACING, iter, false, seq_printf, seq_printf",
    "TRACING, fexit, false, seq_printf, ",
    "TRACING, fmod_ret, false, task_storage_get, task_storage_get_recur",
    "TRACING, iter, false, task_storage_get, task_storage_get",
    "LSM, lsm, false, task_storage_get, task_storage_get",
    "TRACING, fentry, true, get_task_stack, get_task_stack_sleepable",
    "TRACING, fentry, false, get_task_stack, get_task_stack",
    "KPROBE, kprobe.multi, false, get_func_ip, get_func_ip_kprobe_multi",
    "KPROBE, uprobe.multi.s, true, get_func_ip, get_func_ip_uprobe_multi",
    "KPROBE, kprobe, false, get_func_ip, get_func_ip_kprobe",
    "KPROBE, uprobe.s, true, get_stack, get_stack_sleepable",
  })
  void attachTargetsDecide(
      ProgramType type, String kind, boolean sleepable, String helper, @Nullable String variant) {
    AttachTarget target =
        type == ProgramType.KPROBE
            ? new AttachTarget.Named(kind, "f")
            : new AttachTarget.BtfFunction(kind, "f");
    assertThat(variantOf(Programs.of(type, sleepable, target), helper)).isEqualTo(variant);
  }

  @Test
  void setsAreOnlyOfKnownPrototypes() {
    HelperSets.of(KernelRelease.linux7(3))
        .forEach(
            (type, set) ->
                set.entries()
                    .forEach(
                        (number, entries) ->
                            assertThat(entries)
                                .as("%s %d", type, number)
                                .isNotEmpty()
                                .allMatch(e -> e.prototype().number() == number)));
  }

  /** What struct_ops programs may call more than before, by release. */
  @ParameterizedTest
  @CsvSource({
    "bpf_get_current_comm, 16",
    "bpf_get_current_uid_gid, 16",
    "bpf_send_signal, 16",
    "bpf_task_storage_get, 16",
    "bpf_find_vma, 16",
    "bpf_get_current_pid_tgid, 3",
  })
  void laterReleasesAllowMore(String helper, int since) {
    int number = HelperNames.number(helper).orElseThrow();
    for (int minor : new int[] {3, 10, 12, 15, 16, 19}) {
      assertThat(helpers(minor, ProgramType.STRUCT_OPS).entries().containsKey(number))
          .as("6.%d", minor)
          .isEqualTo(minor >= since);
    }
  }

  private static HelperSet helpers(int minor, ProgramType type) {
    return HelperSets.of(KernelRelease.linux6(minor)).getOrDefault(type, HelperSet.NONE);
  }

  private static @Nullable String variantOf(LinkedProgram program, String helper) {
    HelperPrototype p =
        helpers(12, program.type()).find(HelperNames.number(helper).orElseThrow(), program);
    return p == null ? null : p.variant();
  }
}
