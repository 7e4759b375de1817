package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CONST_STR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CTX;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.FUNC;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.PERCPU_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_MEM_OR_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SCALAR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STACK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VOID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.pointer;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.Trait.CALLS_BACK;
import static io.github.hidbpf4j.bpf.proto.Trait.CHANGES_PACKET_DATA;
import static io.github.hidbpf4j.bpf.proto.Trait.RECORDS_MAP;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;

import io.github.hidbpf4j.bpf.proto.Effect.Region;
import java.util.List;

/**
 * Time, identity, strings, locks, loops and system calls (Linux 6.12, {@code kernel/bpf/helpers.c},
 * {@code syscall.c}, {@code net/core}, {@code drivers/media/rc}).
 */
public final class CoreFunctions {
  /** {@code bpf_unspec}, number 0, which is not a helper. */
  public static final Helper UNSPEC = Helper.of(0, "bpf_unspec");

  /** {@code bpf_ktime_get_ns}. */
  public static final Helper KTIME_GET_NS = Helper.of(5, "bpf_ktime_get_ns", signature(INTEGER));

  /** {@code bpf_get_prandom_u32}. */
  public static final Helper GET_PRANDOM_U32 =
      Helper.of(7, "bpf_get_prandom_u32", signature(INTEGER));

  /** {@code bpf_get_smp_processor_id}. */
  public static final Helper GET_SMP_PROCESSOR_ID =
      Helper.of(
          8,
          "bpf_get_smp_processor_id",
          signature(INTEGER).fastcall(),
          variant("get_raw_smp_processor_id", INTEGER));

  /** {@code bpf_tail_call}. */
  public static final Helper TAIL_CALL =
      Helper.of(
          12,
          "bpf_tail_call",
          signature(VOID, CTX, MAP, ANYTHING),
          CHANGES_PACKET_DATA,
          RECORDS_MAP);

  /** {@code bpf_get_current_pid_tgid}. */
  public static final Helper GET_CURRENT_PID_TGID =
      Helper.of(14, "bpf_get_current_pid_tgid", signature(INTEGER));

  /** {@code bpf_get_current_uid_gid}. */
  public static final Helper GET_CURRENT_UID_GID =
      Helper.of(15, "bpf_get_current_uid_gid", signature(INTEGER));

  /** {@code bpf_get_current_comm}. */
  public static final Helper GET_CURRENT_COMM =
      Helper.of(16, "bpf_get_current_comm", signature(INTEGER, UNINIT_MEM, SIZE));

  /** {@code bpf_get_numa_node_id}. */
  public static final Helper GET_NUMA_NODE_ID =
      Helper.of(42, "bpf_get_numa_node_id", signature(INTEGER));

  /** {@code bpf_rc_repeat}. */
  public static final Helper RC_REPEAT =
      Helper.of(77, "bpf_rc_repeat", signature(INTEGER, CTX).gpl());

  /** {@code bpf_rc_keydown}. */
  public static final Helper RC_KEYDOWN =
      Helper.of(78, "bpf_rc_keydown", signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING).gpl());

  /** {@code bpf_rc_pointer_rel}. */
  public static final Helper RC_POINTER_REL =
      Helper.of(92, "bpf_rc_pointer_rel", signature(INTEGER, CTX, ANYTHING, ANYTHING).gpl());

  /** {@code bpf_spin_lock}. */
  public static final Helper SPIN_LOCK =
      Helper.of(93, "bpf_spin_lock", signature(VOID, PrototypeTerms.SPIN_LOCK));

  /** {@code bpf_spin_unlock}. */
  public static final Helper SPIN_UNLOCK =
      Helper.of(94, "bpf_spin_unlock", signature(VOID, PrototypeTerms.SPIN_LOCK));

  /** {@code bpf_strtol}. */
  public static final Helper STRTOL =
      Helper.of(
          105,
          "bpf_strtol",
          signature(INTEGER, RDONLY_MEM, SIZE, ANYTHING, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)));

  /** {@code bpf_strtoul}. */
  public static final Helper STRTOUL =
      Helper.of(
          106,
          "bpf_strtoul",
          signature(INTEGER, RDONLY_MEM, SIZE, ANYTHING, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)));

  /** {@code bpf_jiffies64}. */
  public static final Helper JIFFIES64 = Helper.of(118, "bpf_jiffies64", signature(INTEGER));

  /** {@code bpf_get_ns_current_pid_tgid}. */
  public static final Helper GET_NS_CURRENT_PID_TGID =
      Helper.of(
          120,
          "bpf_get_ns_current_pid_tgid",
          signature(INTEGER, ANYTHING, ANYTHING, UNINIT_MEM, SIZE));

  /** {@code bpf_ktime_get_boot_ns}. */
  public static final Helper KTIME_GET_BOOT_NS =
      Helper.of(125, "bpf_ktime_get_boot_ns", signature(INTEGER));

  /** {@code bpf_per_cpu_ptr}. */
  public static final Helper PER_CPU_PTR =
      Helper.of(
          153,
          "bpf_per_cpu_ptr",
          signature(R_MEM_OR_BTF_ID.orNull(), PERCPU_BTF_ID, ANYTHING),
          pointer(Region.MEMORY));

  /** {@code bpf_this_cpu_ptr}. */
  public static final Helper THIS_CPU_PTR =
      Helper.of(
          154,
          "bpf_this_cpu_ptr",
          signature(R_MEM_OR_BTF_ID, PERCPU_BTF_ID),
          new Effect.ReturnsPointer(Region.MEMORY, false));

  /** {@code bpf_ktime_get_coarse_ns}. */
  public static final Helper KTIME_GET_COARSE_NS =
      Helper.of(160, "bpf_ktime_get_coarse_ns", signature(INTEGER));

  /** {@code bpf_snprintf}. */
  public static final Helper SNPRINTF =
      Helper.of(
          165,
          "bpf_snprintf",
          signature(
                  INTEGER, MEM.orNull(), SIZE_OR_ZERO, CONST_STR, RDONLY_MEM.orNull(), SIZE_OR_ZERO)
              .gpl());

  /** {@code bpf_sys_bpf}. */
  public static final Helper SYS_BPF =
      Helper.of(166, "bpf_sys_bpf", signature(INTEGER, ANYTHING, RDONLY_MEM, SIZE).sleeps());

  /** {@code bpf_btf_find_by_name_kind}. */
  public static final Helper BTF_FIND_BY_NAME_KIND =
      Helper.of(
          167,
          "bpf_btf_find_by_name_kind",
          signature(INTEGER, RDONLY_MEM, SIZE, ANYTHING, ANYTHING).sleeps());

  /** {@code bpf_sys_close}. */
  public static final Helper SYS_CLOSE =
      Helper.of(168, "bpf_sys_close", signature(INTEGER, ANYTHING).sleeps());

  /** {@code bpf_kallsyms_lookup_name}. */
  public static final Helper KALLSYMS_LOOKUP_NAME =
      Helper.of(
          179,
          "bpf_kallsyms_lookup_name",
          signature(INTEGER, MEM, SIZE_OR_ZERO, ANYTHING, UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)));

  /** {@code bpf_loop}. */
  public static final Helper LOOP =
      Helper.of(
          181, "bpf_loop", signature(INTEGER, SCALAR, FUNC, STACK.orNull(), ANYTHING), CALLS_BACK);

  /** {@code bpf_strncmp}. */
  public static final Helper STRNCMP =
      Helper.of(182, "bpf_strncmp", signature(INTEGER, RDONLY_MEM, SIZE, CONST_STR));

  /** {@code bpf_ktime_get_tai_ns}. */
  public static final Helper KTIME_GET_TAI_NS =
      Helper.of(208, "bpf_ktime_get_tai_ns", signature(INTEGER));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          KTIME_GET_NS,
          GET_PRANDOM_U32,
          GET_SMP_PROCESSOR_ID,
          TAIL_CALL,
          GET_CURRENT_PID_TGID,
          GET_CURRENT_UID_GID,
          GET_CURRENT_COMM,
          GET_NUMA_NODE_ID,
          RC_REPEAT,
          RC_KEYDOWN,
          RC_POINTER_REL,
          SPIN_LOCK,
          SPIN_UNLOCK,
          STRTOL,
          STRTOUL,
          JIFFIES64,
          GET_NS_CURRENT_PID_TGID,
          KTIME_GET_BOOT_NS,
          PER_CPU_PTR,
          THIS_CPU_PTR,
          KTIME_GET_COARSE_NS,
          SNPRINTF,
          SYS_BPF,
          BTF_FIND_BY_NAME_KIND,
          SYS_CLOSE,
          KALLSYMS_LOOKUP_NAME,
          LOOP,
          STRNCMP,
          KTIME_GET_TAI_NS);

  private CoreFunctions() {}
}
