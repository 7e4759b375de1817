package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks made before any path: the attach target ({@code check_attach_btf_id}) and the maps ({@code
 * check_map_prog_compatibility}), Linux 6.12.
 */
final class AttachChecks {
  private static final int F_SLEEPABLE = VerifierEnv.F_SLEEPABLE;

  private static final Set<ProgramType> PROBES =
      EnumSet.of(
          ProgramType.KPROBE,
          ProgramType.TRACEPOINT,
          ProgramType.PERF_EVENT,
          ProgramType.RAW_TRACEPOINT,
          ProgramType.RAW_TRACEPOINT_WRITABLE);

  /** {@code btf_id_deny}: functions that trampolines themselves call. */
  private static final Set<String> NOT_TRACED =
      Set.of("migrate_disable", "migrate_enable", "__rcu_read_lock", "__rcu_read_unlock");

  /** {@code noreturn_deny}. */
  private static final Set<String> NEVER_RETURN =
      Set.of(
          "__ia32_sys_exit",
          "__ia32_sys_exit_group",
          "__module_put_and_kthread_exit",
          "__x64_sys_exit",
          "__x64_sys_exit_group",
          "do_exit",
          "do_group_exit",
          "kthread_complete_and_exit",
          "kthread_exit",
          "make_task_dead");

  private final VerifierEnv env;
  private final SpecialFields fields;

  AttachChecks(VerifierEnv env, SpecialFields fields) {
    this.env = env;
    this.fields = fields;
  }

  private boolean sleepable() {
    return (env.flags & F_SLEEPABLE) != 0;
  }

  void checkTarget() {
    LinkedProgram program = env.program;
    AttachedFunction function = AttachedFunction.of(program);
    if (program.type() == ProgramType.SYSCALL) {
      if (!sleepable()) {
        throw env.reject(Errno.EINVAL, "Syscall programs can only be sleepable");
      }
      return;
    }
    if (sleepable() && !canSleep(program, function)) {
      throw env.reject(
          Errno.EINVAL,
          "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable");
    }
    if (program.target() instanceof AttachTarget.StructOpsMember(String struct, String member)) {
      structOps(struct, member, function);
    } else if (program.target() instanceof AttachTarget.BtfFunction(String kind, String name)
        && !name.isEmpty()
        && program.type() != ProgramType.EXT) {
      traced(kind, name);
    } else {
      switch (program.type()) {
        case TRACING, LSM, EXT ->
            // the target of EXT is a function of another program, which does not exist here
            throw env.reject(Errno.EINVAL, "Tracing programs must provide btf_id");
        case STRUCT_OPS ->
            throw new Rejection(Errno.ENOTSUPP, "struct_ops program without a member to attach to");
        default -> {}
      }
    }
  }

  private static boolean canSleep(LinkedProgram program, @Nullable AttachedFunction function) {
    return switch (program.type()) {
      case TRACING -> function != null && !function.kind().equals("tp_btf");
      case LSM -> function == null || !function.kind().equals("lsm_cgroup");
      // Only uprobes may, but that is known only at attach time.
      case STRUCT_OPS, KPROBE -> true;
      default -> false;
    };
  }

  private void structOps(String struct, String member, @Nullable AttachedFunction function) {
    if (!env.program.gplCompatible()) {
      throw env.reject(Errno.EINVAL, "struct ops programs must have a GPL compatible license");
    }
    StructOpsDefinition definition = env.profile.structOps().get(struct);
    if (definition == null) {
      throw env.reject(Errno.ENOTSUPP, "struct %s is not a struct_ops type of this kernel", struct);
    }
    StructOpsDefinition.Member known = definition.members().get(member);
    if (known == null || function == null || function.prototype() == null) {
      throw env.reject(Errno.EINVAL, "attach to invalid member %s of struct %s", member, struct);
    }
    if (!known.supported() || sleepable() && !known.sleepable()) {
      throw env.reject(
          Errno.EINVAL, "attach to unsupported member %s of struct %s", member, struct);
    }
  }

  private void traced(String kind, String name) {
    if (env.program.type() == ProgramType.LSM) {
      if (sleepable() && !LsmHooks.isSleepable(name)) {
        throw env.reject(
            Errno.EINVAL,
            "%s is not sleepable",
            name.startsWith(KernelTypeNames.LSM_PREFIX) ? name : KernelTypeNames.LSM_PREFIX + name);
      }
      if (!env.program.gplCompatible()) {
        throw env.reject(Errno.EINVAL, "LSM programs must have a GPL compatible license");
      }
      if (LsmHooks.isDisabled(name)) {
        throw env.reject(
            Errno.EINVAL,
            "attach_btf_id %d points to disabled hook bpf_lsm_%s",
            functionId(KernelTypeNames.LSM_PREFIX + name),
            name);
      }
      return;
    }
    HookFunction hook = env.profile.hooks().get(name);
    boolean declared = hook != null && hook.kinds().contains(kind);
    boolean traces = kind.equals("fentry") || kind.equals("fexit");
    boolean modifies = kind.equals("fmod_ret");
    if (sleepable() && (traces || modifies)) {
      boolean declaredSo = declared && hook != null && hook.sleepable();
      if (!declaredSo && !ErrorInjection.isSleepable(name)) {
        throw env.reject(Errno.EINVAL, "%s is not sleepable", name);
      }
    } else if (modifies
        && !declared
        && !ErrorInjection.isModifiable(name)
        && !name.startsWith("security_")) {
      throw env.reject(Errno.EINVAL, "%s() is not modifiable", name);
    }
    if ((traces || modifies) && NOT_TRACED.contains(name)) {
      throw new Rejection(Errno.EINVAL, "programs cannot be attached to " + name);
    }
    if ((kind.equals("fexit") || modifies) && NEVER_RETURN.contains(name)) {
      throw env.reject(
          Errno.EINVAL, "Attaching fexit/fmod_ret to __noreturn functions is rejected.");
    }
  }

  private int functionId(String name) {
    Btf kernel = env.program.kernelBtf();
    return kernel == null ? 0 : kernel.find(name, BtfType.Func.class).orElse(0);
  }

  void checkMap(MapSpec map) {
    BtfRecord record = fields.of(map);
    boolean probe = PROBES.contains(env.program.type());
    if (probe && (record.has(BtfFieldType.LIST_HEAD) || record.has(BtfFieldType.RB_ROOT))) {
      throw env.reject(Errno.EINVAL, "tracing progs cannot use bpf_{list_head,rb_root} yet");
    }
    if (record.hasLock()) {
      if (env.program.type() == ProgramType.SOCKET_FILTER) {
        throw env.reject(Errno.EINVAL, "socket filter progs cannot use bpf_spin_lock yet");
      }
      boolean allowed =
          !record.has(BtfFieldType.SPIN_LOCK) && env.has(VerifierRule.RESILIENT_LOCKS_IN_PROBES);
      refuseProbe(probe && !allowed, BtfFieldType.SPIN_LOCK.typeName());
    }
    boolean noTimers = probe && !env.has(VerifierRule.TIMERS_IN_PROBES);
    if (record.has(BtfFieldType.TIMER)) {
      refuseProbe(noTimers, BtfFieldType.TIMER.typeName());
    }
    if (record.has(BtfFieldType.WORKQUEUE)) {
      refuseProbe(noTimers, BtfFieldType.WORKQUEUE.typeName());
    }
    if (map.type() == MapType.STRUCT_OPS) {
      throw env.reject(Errno.EINVAL, "bpf_struct_ops map cannot be used in prog");
    }
    if (sleepable() && !env.profile.allowsInSleepable(map.type())) {
      throw env.reject(
          Errno.EINVAL,
          "Sleepable programs can only use array, hash, ringbuf and local storage maps");
    }
  }

  private void refuseProbe(boolean probe, String what) {
    if (probe) {
      throw env.reject(Errno.EINVAL, "tracing progs cannot use %s yet", what);
    }
  }
}
