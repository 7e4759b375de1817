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
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.Trait.CALLS_BACK;
import static io.github.hidbpf4j.bpf.proto.Trait.MAY_WAIT;
import static io.github.hidbpf4j.bpf.proto.Trait.NEEDS_TASKS;
import static io.github.hidbpf4j.bpf.proto.Trait.RETURNS_AT_MOST_SIZE;
import static io.github.hidbpf4j.bpf.proto.Trait.WRITES_NO_MEMORY;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.PTR_TRUSTED;

import java.util.List;

/**
 * Tracing: probe reads, perf events, stacks, tasks, printing (Linux 6.12, {@code
 * kernel/trace/bpf_trace.c}, {@code kernel/bpf/stackmap.c}).
 */
public final class TracingFunctions {
  /** {@code bpf_probe_read}. */
  public static final Helper PROBE_READ =
      Helper.of(
          4,
          "bpf_probe_read",
          variant("probe_read_compat", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_trace_printk}. */
  public static final Helper TRACE_PRINTK =
      Helper.of(
          6, "bpf_trace_printk", signature(INTEGER, RDONLY_MEM, SIZE).gpl(), WRITES_NO_MEMORY);

  /** {@code bpf_perf_event_read}. */
  public static final Helper PERF_EVENT_READ =
      Helper.of(22, "bpf_perf_event_read", signature(INTEGER, MAP, ANYTHING).gpl());

  /** {@code bpf_perf_event_output}. */
  public static final Helper PERF_EVENT_OUTPUT =
      Helper.of(
          25,
          "bpf_perf_event_output",
          signature(INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO).gpl(),
          variant("event_output_data", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO).gpl(),
          variant("perf_event_output_raw_tp", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO)
              .gpl(),
          variant("perf_event_output_tp", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO)
              .gpl(),
          variant("skb_event_output", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO).gpl(),
          variant("xdp_event_output", INTEGER, CTX, MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO).gpl());

  /** {@code bpf_get_stackid}. */
  public static final Helper GET_STACKID =
      Helper.of(
          27,
          "bpf_get_stackid",
          signature(INTEGER, CTX, MAP, ANYTHING).gpl(),
          variant("get_stackid_pe", INTEGER, CTX, MAP, ANYTHING),
          variant("get_stackid_raw_tp", INTEGER, CTX, MAP, ANYTHING).gpl(),
          variant("get_stackid_tp", INTEGER, CTX, MAP, ANYTHING).gpl());

  /** {@code bpf_get_current_task}. */
  public static final Helper GET_CURRENT_TASK =
      Helper.of(35, "bpf_get_current_task", signature(INTEGER).gpl());

  /** {@code bpf_probe_write_user}. */
  public static final Helper PROBE_WRITE_USER =
      Helper.of(36, "bpf_probe_write_user", signature(INTEGER, ANYTHING, RDONLY_MEM, SIZE).gpl());

  /** {@code bpf_probe_read_str}. */
  public static final Helper PROBE_READ_STR =
      Helper.of(
          45,
          "bpf_probe_read_str",
          RETURNS_AT_MOST_SIZE,
          variant("probe_read_compat_str", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_perf_event_read_value}. */
  public static final Helper PERF_EVENT_READ_VALUE =
      Helper.of(
          55,
          "bpf_perf_event_read_value",
          signature(INTEGER, MAP, ANYTHING, UNINIT_MEM, SIZE).gpl());

  /** {@code bpf_perf_prog_read_value}. */
  public static final Helper PERF_PROG_READ_VALUE =
      Helper.of(56, "bpf_perf_prog_read_value", signature(INTEGER, CTX, UNINIT_MEM, SIZE).gpl());

  /** {@code bpf_override_return}. */
  public static final Helper OVERRIDE_RETURN =
      Helper.of(58, "bpf_override_return", signature(INTEGER, CTX, ANYTHING).gpl());

  /** {@code bpf_get_stack}. */
  public static final Helper GET_STACK =
      Helper.of(
          67,
          "bpf_get_stack",
          RETURNS_AT_MOST_SIZE,
          signature(INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          variant("get_stack_pe", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          variant("get_stack_raw_tp", INTEGER, CTX, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING).gpl(),
          variant("get_stack_sleepable", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING)
              .gpl()
              .sleeps(),
          variant("get_stack_tp", INTEGER, CTX, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_send_signal}. */
  public static final Helper SEND_SIGNAL =
      Helper.of(109, "bpf_send_signal", signature(INTEGER, ANYTHING));

  /** {@code bpf_probe_read_user}. */
  public static final Helper PROBE_READ_USER =
      Helper.of(
          112, "bpf_probe_read_user", signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_probe_read_kernel}. */
  public static final Helper PROBE_READ_KERNEL =
      Helper.of(
          113,
          "bpf_probe_read_kernel",
          signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_probe_read_user_str}. */
  public static final Helper PROBE_READ_USER_STR =
      Helper.of(
          114,
          "bpf_probe_read_user_str",
          RETURNS_AT_MOST_SIZE,
          signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_probe_read_kernel_str}. */
  public static final Helper PROBE_READ_KERNEL_STR =
      Helper.of(
          115,
          "bpf_probe_read_kernel_str",
          RETURNS_AT_MOST_SIZE,
          signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_send_signal_thread}. */
  public static final Helper SEND_SIGNAL_THREAD =
      Helper.of(117, "bpf_send_signal_thread", signature(INTEGER, ANYTHING));

  /** {@code bpf_read_branch_records}. */
  public static final Helper READ_BRANCH_RECORDS =
      Helper.of(
          119,
          "bpf_read_branch_records",
          signature(INTEGER, CTX, MEM.orNull(), SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_seq_printf}. */
  public static final Helper SEQ_PRINTF =
      Helper.of(
          126,
          "bpf_seq_printf",
          signature(
                  INTEGER,
                  BTF_ID.ofType("seq_file"),
                  RDONLY_MEM,
                  SIZE,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO)
              .gpl());

  /** {@code bpf_seq_write}. */
  public static final Helper SEQ_WRITE =
      Helper.of(
          127,
          "bpf_seq_write",
          signature(INTEGER, BTF_ID.ofType("seq_file"), RDONLY_MEM, SIZE_OR_ZERO).gpl());

  /** {@code bpf_get_task_stack}. */
  public static final Helper GET_TASK_STACK =
      Helper.of(
          141,
          "bpf_get_task_stack",
          RETURNS_AT_MOST_SIZE,
          signature(INTEGER, BTF_ID.ofType("task_struct"), UNINIT_MEM, SIZE_OR_ZERO, ANYTHING),
          variant(
                  "get_task_stack_sleepable",
                  INTEGER,
                  BTF_ID.ofType("task_struct"),
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING)
              .sleeps());

  /** {@code bpf_copy_from_user}. */
  public static final Helper COPY_FROM_USER =
      Helper.of(
          148,
          "bpf_copy_from_user",
          signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING).sleeps(),
          MAY_WAIT);

  /** {@code bpf_snprintf_btf}. */
  public static final Helper SNPRINTF_BTF =
      Helper.of(149, "bpf_snprintf_btf", signature(INTEGER, MEM, SIZE, RDONLY_MEM, SIZE, ANYTHING));

  /** {@code bpf_seq_printf_btf}. */
  public static final Helper SEQ_PRINTF_BTF =
      Helper.of(
          150,
          "bpf_seq_printf_btf",
          signature(INTEGER, BTF_ID.ofType("seq_file"), RDONLY_MEM, SIZE_OR_ZERO, ANYTHING).gpl());

  /** {@code bpf_get_current_task_btf}. */
  public static final Helper GET_CURRENT_TASK_BTF =
      Helper.of(
          158,
          "bpf_get_current_task_btf",
          NEEDS_TASKS,
          signature(R_BTF_ID.with(PTR_TRUSTED).ofType("task_struct")).gpl());

  /** {@code bpf_get_func_ip}. */
  public static final Helper GET_FUNC_IP =
      Helper.of(
          173,
          "bpf_get_func_ip",
          variant("get_func_ip_kprobe", INTEGER, CTX).gpl(),
          variant("get_func_ip_kprobe_multi", INTEGER, CTX),
          variant("get_func_ip_tracing", INTEGER, CTX).gpl(),
          variant("get_func_ip_uprobe_multi", INTEGER, CTX));

  /** {@code bpf_get_attach_cookie}. */
  public static final Helper GET_ATTACH_COOKIE =
      Helper.of(
          174,
          "bpf_get_attach_cookie",
          signature(INTEGER, CTX),
          variant("get_attach_cookie_kmulti", INTEGER, CTX),
          variant("get_attach_cookie_pe", INTEGER, CTX),
          variant("get_attach_cookie_trace", INTEGER, CTX),
          variant("get_attach_cookie_tracing", INTEGER, CTX),
          variant("get_attach_cookie_umulti", INTEGER, CTX));

  /** {@code bpf_task_pt_regs}. */
  public static final Helper TASK_PT_REGS =
      Helper.of(
          175,
          "bpf_task_pt_regs",
          signature(R_BTF_ID.ofType("pt_regs"), BTF_ID.ofType("task_struct")).gpl());

  /** {@code bpf_get_branch_snapshot}. */
  public static final Helper GET_BRANCH_SNAPSHOT =
      Helper.of(176, "bpf_get_branch_snapshot", signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO).gpl());

  /** {@code bpf_trace_vprintk}. */
  public static final Helper TRACE_VPRINTK =
      Helper.of(
          177,
          "bpf_trace_vprintk",
          signature(INTEGER, RDONLY_MEM, SIZE, RDONLY_MEM.orNull(), SIZE_OR_ZERO).gpl(),
          WRITES_NO_MEMORY);

  /** {@code bpf_find_vma}. */
  public static final Helper FIND_VMA =
      Helper.of(
          180,
          "bpf_find_vma",
          signature(
              INTEGER, BTF_ID.ofType("task_struct"), ANYTHING, FUNC, STACK.orNull(), ANYTHING),
          CALLS_BACK);

  /** {@code bpf_get_func_arg}. */
  public static final Helper GET_FUNC_ARG =
      Helper.of(
          183,
          "bpf_get_func_arg",
          signature(INTEGER, CTX, ANYTHING, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)));

  /** {@code bpf_get_func_ret}. */
  public static final Helper GET_FUNC_RET =
      Helper.of(
          184, "bpf_get_func_ret", signature(INTEGER, CTX, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)));

  /** {@code bpf_get_func_arg_cnt}. */
  public static final Helper GET_FUNC_ARG_CNT =
      Helper.of(185, "bpf_get_func_arg_cnt", signature(INTEGER, CTX));

  /** {@code bpf_copy_from_user_task}. */
  public static final Helper COPY_FROM_USER_TASK =
      Helper.of(
          191,
          "bpf_copy_from_user_task",
          signature(
                  INTEGER,
                  UNINIT_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  BTF_ID.ofType("task_struct"),
                  ANYTHING)
              .gpl()
              .sleeps(),
          MAY_WAIT);

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          PROBE_READ,
          TRACE_PRINTK,
          PERF_EVENT_READ,
          PERF_EVENT_OUTPUT,
          GET_STACKID,
          GET_CURRENT_TASK,
          PROBE_WRITE_USER,
          PROBE_READ_STR,
          PERF_EVENT_READ_VALUE,
          PERF_PROG_READ_VALUE,
          OVERRIDE_RETURN,
          GET_STACK,
          SEND_SIGNAL,
          PROBE_READ_USER,
          PROBE_READ_KERNEL,
          PROBE_READ_USER_STR,
          PROBE_READ_KERNEL_STR,
          SEND_SIGNAL_THREAD,
          READ_BRANCH_RECORDS,
          SEQ_PRINTF,
          SEQ_WRITE,
          GET_TASK_STACK,
          COPY_FROM_USER,
          SNPRINTF_BTF,
          SEQ_PRINTF_BTF,
          GET_CURRENT_TASK_BTF,
          GET_FUNC_IP,
          GET_ATTACH_COOKIE,
          TASK_PT_REGS,
          GET_BRANCH_SNAPSHOT,
          TRACE_VPRINTK,
          FIND_VMA,
          GET_FUNC_ARG,
          GET_FUNC_RET,
          GET_FUNC_ARG_CNT,
          COPY_FROM_USER_TASK);

  private TracingFunctions() {}
}
