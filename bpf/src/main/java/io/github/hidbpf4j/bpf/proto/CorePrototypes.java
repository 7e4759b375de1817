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
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SPIN_LOCK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STACK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.TIMER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VOID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;

import java.util.List;

/**
 * Prototypes of the helpers for time, identity, strings, locks, timers, loops and system calls
 * (Linux 6.12, {@code kernel/bpf/helpers.c}, {@code syscall.c}, {@code net/core}, {@code
 * drivers/media/rc}), by number.
 */
final class CorePrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          helper("ktime_get_ns", INTEGER),
          helper("get_prandom_u32", INTEGER),
          helper("get_smp_processor_id", INTEGER).fastcall(),
          variant("get_smp_processor_id", "get_raw_smp_processor_id", INTEGER),
          helper("tail_call", VOID, CTX, MAP, ANYTHING),
          helper("get_current_pid_tgid", INTEGER),
          helper("get_current_uid_gid", INTEGER),
          helper("get_current_comm", INTEGER, UNINIT_MEM, SIZE),
          helper("get_numa_node_id", INTEGER),
          helper("rc_repeat", INTEGER, CTX).gpl(),
          helper("rc_keydown", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING).gpl(),
          helper("rc_pointer_rel", INTEGER, CTX, ANYTHING, ANYTHING).gpl(),
          helper("spin_lock", VOID, SPIN_LOCK),
          helper("spin_unlock", VOID, SPIN_LOCK),
          helper(
              "strtol",
              INTEGER,
              RDONLY_MEM,
              SIZE,
              ANYTHING,
              UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)),
          helper(
              "strtoul",
              INTEGER,
              RDONLY_MEM,
              SIZE,
              ANYTHING,
              UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)),
          helper("jiffies64", INTEGER),
          helper("get_ns_current_pid_tgid", INTEGER, ANYTHING, ANYTHING, UNINIT_MEM, SIZE),
          helper("ktime_get_boot_ns", INTEGER),
          helper("per_cpu_ptr", R_MEM_OR_BTF_ID.orNull(), PERCPU_BTF_ID, ANYTHING),
          helper("this_cpu_ptr", R_MEM_OR_BTF_ID, PERCPU_BTF_ID),
          helper("ktime_get_coarse_ns", INTEGER),
          helper(
                  "snprintf",
                  INTEGER,
                  MEM.orNull(),
                  SIZE_OR_ZERO,
                  CONST_STR,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO)
              .gpl(),
          helper("sys_bpf", INTEGER, ANYTHING, RDONLY_MEM, SIZE).sleeps(),
          helper("btf_find_by_name_kind", INTEGER, RDONLY_MEM, SIZE, ANYTHING, ANYTHING).sleeps(),
          helper("sys_close", INTEGER, ANYTHING).sleeps(),
          helper("timer_init", INTEGER, TIMER, MAP, ANYTHING).gpl(),
          helper("timer_set_callback", INTEGER, TIMER, FUNC).gpl(),
          helper("timer_start", INTEGER, TIMER, ANYTHING, ANYTHING).gpl(),
          helper("timer_cancel", INTEGER, TIMER).gpl(),
          helper(
              "kallsyms_lookup_name",
              INTEGER,
              MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              UNINIT_MEM.ofSize(8).with(MEM_ALIGNED)),
          helper("loop", INTEGER, SCALAR, FUNC, STACK.orNull(), ANYTHING),
          helper("strncmp", INTEGER, RDONLY_MEM, SIZE, CONST_STR),
          helper("ktime_get_tai_ns", INTEGER));

  private CorePrototypes() {}
}
