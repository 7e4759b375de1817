package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CTX;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.FUNC;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STACK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.PTR_TRUSTED;

import java.util.List;

/**
 * Prototypes of the helpers for tracing: probe reads, perf events, stacks, tasks, printing (Linux
 * 6.12, {@code kernel/trace/bpf_trace.c}, {@code kernel/bpf/stackmap.c}), by number.
 */
final class TracingPrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          variant("probe_read", "probe_read_compat", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING)
              .gpl(),
          helper("trace_printk", INTEGER, RDONLY_MEM, SIZE).gpl(),
          helper("perf_event_read", INTEGER, MAP, ANYTHING).gpl(),
          helper("perf_event_output", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO).gpl(),
          variant(
                  "perf_event_output",
                  "event_output_data",
                  INTEGER,
                  CTX,
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          variant(
                  "perf_event_output",
                  "perf_event_output_raw_tp",
                  INTEGER,
                  CTX,
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          variant(
                  "perf_event_output",
                  "perf_event_output_tp",
                  INTEGER,
                  CTX,
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          variant(
                  "perf_event_output",
                  "skb_event_output",
                  INTEGER,
                  CTX,
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          variant(
                  "perf_event_output",
                  "xdp_event_output",
                  INTEGER,
                  CTX,
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          helper("get_stackid", INTEGER, CTX, MAP, ANYTHING).gpl(),
          variant("get_stackid", "get_stackid_pe", INTEGER, CTX, MAP, ANYTHING),
          variant("get_stackid", "get_stackid_raw_tp", INTEGER, CTX, MAP, ANYTHING).gpl(),
          variant("get_stackid", "get_stackid_tp", INTEGER, CTX, MAP, ANYTHING).gpl(),
          helper("get_current_task", INTEGER).gpl(),
          helper("probe_write_user", INTEGER, ANYTHING, RDONLY_MEM, SIZE).gpl(),
          variant(
                  "probe_read_str",
                  "probe_read_compat_str",
                  INTEGER,
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING)
              .gpl(),
          helper("perf_event_read_value", INTEGER, MAP, ANYTHING, UNINIT_MEM, SIZE).gpl(),
          helper("perf_prog_read_value", INTEGER, CTX, UNINIT_MEM, SIZE).gpl(),
          helper("override_return", INTEGER, CTX, ANYTHING).gpl(),
          helper("get_stack", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          variant("get_stack", "get_stack_pe", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING)
              .gpl(),
          variant("get_stack", "get_stack_raw_tp", INTEGER, CTX, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING)
              .gpl(),
          variant(
                  "get_stack",
                  "get_stack_sleepable",
                  INTEGER,
                  CTX,
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING)
              .gpl()
              .sleeps(),
          variant("get_stack", "get_stack_tp", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING)
              .gpl(),
          helper("send_signal", INTEGER, ANYTHING),
          helper("probe_read_user", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          helper("probe_read_kernel", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          helper("probe_read_user_str", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          helper("probe_read_kernel_str", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          helper("send_signal_thread", INTEGER, ANYTHING),
          helper("read_branch_records", INTEGER, CTX, MEM.orNull(), SIZE_OR_ZERO, ANYTHING).gpl(),
          helper(
                  "seq_printf",
                  INTEGER,
                  BTF_ID.ofType("seq_file"),
                  RDONLY_MEM,
                  SIZE,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO)
              .gpl(),
          helper("seq_write", INTEGER, BTF_ID.ofType("seq_file"), RDONLY_MEM, SIZE_OR_ZERO).gpl(),
          helper(
              "get_task_stack",
              INTEGER,
              BTF_ID.ofType("task_struct"),
              UNINIT_MEM,
              SIZE_OR_ZERO,
              ANYTHING),
          variant(
                  "get_task_stack",
                  "get_task_stack_sleepable",
                  INTEGER,
                  BTF_ID.ofType("task_struct"),
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING)
              .sleeps(),
          helper("copy_from_user", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).sleeps(),
          helper("snprintf_btf", INTEGER, MEM, SIZE, RDONLY_MEM, SIZE, ANYTHING),
          helper(
                  "seq_printf_btf",
                  INTEGER,
                  BTF_ID.ofType("seq_file"),
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING)
              .gpl(),
          helper("get_current_task_btf", R_BTF_ID.with(PTR_TRUSTED).ofType("task_struct")).gpl(),
          variant("get_func_ip", "get_func_ip_kprobe", INTEGER, CTX).gpl(),
          variant("get_func_ip", "get_func_ip_kprobe_multi", INTEGER, CTX),
          variant("get_func_ip", "get_func_ip_tracing", INTEGER, CTX).gpl(),
          variant("get_func_ip", "get_func_ip_uprobe_multi", INTEGER, CTX),
          helper("get_attach_cookie", INTEGER, CTX),
          variant("get_attach_cookie", "get_attach_cookie_kmulti", INTEGER, CTX),
          variant("get_attach_cookie", "get_attach_cookie_pe", INTEGER, CTX),
          variant("get_attach_cookie", "get_attach_cookie_trace", INTEGER, CTX),
          variant("get_attach_cookie", "get_attach_cookie_tracing", INTEGER, CTX),
          variant("get_attach_cookie", "get_attach_cookie_umulti", INTEGER, CTX),
          helper("task_pt_regs", R_BTF_ID.ofType("pt_regs"), BTF_ID.ofType("task_struct")).gpl(),
          helper("get_branch_snapshot", INTEGER, UNINIT_MEM, SIZE_OR_ZERO).gpl(),
          helper("trace_vprintk", INTEGER, RDONLY_MEM, SIZE, RDONLY_MEM.orNull(), SIZE_OR_ZERO)
              .gpl(),
          helper(
              "find_vma",
              INTEGER,
              BTF_ID.ofType("task_struct"),
              ANYTHING,
              FUNC,
              STACK.orNull(),
              ANYTHING),
          helper("get_func_arg", INTEGER, CTX, ANYTHING, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)),
          helper("get_func_ret", INTEGER, CTX, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)),
          helper("get_func_arg_cnt", INTEGER, CTX),
          helper(
                  "copy_from_user_task",
                  INTEGER,
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  BTF_ID.ofType("task_struct"),
                  ANYTHING)
              .gpl()
              .sleeps());

  private TracingPrototypes() {}
}
