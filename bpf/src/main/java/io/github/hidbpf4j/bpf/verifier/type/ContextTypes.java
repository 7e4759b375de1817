package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import org.jspecify.annotations.Nullable;

/**
 * The structs of the context of each program type: the program's view, and the kernel's ({@code
 * include/linux/bpf_types.h}, Linux 6.12).
 */
public final class ContextTypes {
  private static final String PT_REGS = "bpf_user_pt_regs_t";

  private ContextTypes() {}

  /** Name of the program's struct; null for types without one. */
  private static @Nullable String program(ProgramType type) {
    return switch (type) {
      case SOCKET_FILTER,
          SCHED_CLS,
          SCHED_ACT,
          CGROUP_SKB,
          LWT_IN,
          LWT_OUT,
          LWT_XMIT,
          LWT_SEG6LOCAL,
          SK_SKB,
          FLOW_DISSECTOR ->
          "__sk_buff";
      case XDP -> "xdp_md";
      case CGROUP_SOCK -> KernelTypeNames.SOCK;
      case CGROUP_SOCK_ADDR -> KernelTypeNames.SOCK_ADDR;
      case SOCK_OPS -> KernelTypeNames.SOCK_OPS;
      case SK_MSG -> "sk_msg_md";
      case KPROBE -> "pt_regs";
      case PERF_EVENT -> KernelTypeNames.PERF_EVENT;
      case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> "bpf_raw_tracepoint_args";
      case CGROUP_DEVICE -> KernelTypeNames.CGROUP_DEVICE;
      case CGROUP_SYSCTL -> KernelTypeNames.SYSCTL;
      case CGROUP_SOCKOPT -> KernelTypeNames.SOCKOPT;
      case SK_REUSEPORT -> "sk_reuseport_md";
      case SK_LOOKUP -> KernelTypeNames.SK_LOOKUP;
      case NETFILTER -> KernelTypeNames.NETFILTER;
      default -> null;
    };
  }

  /** Name of the kernel's struct; null for types without one. */
  public static @Nullable String kernel(ProgramType type) {
    String seen = program(type);
    if (seen == null) {
      return null;
    }
    return switch (seen) {
      case "bpf_raw_tracepoint_args" -> null; // an array of numbers
      case "__sk_buff" -> "sk_buff";
      case "xdp_md" -> "xdp_buff";
      case KernelTypeNames.SOCK -> "sock";
      case KernelTypeNames.SOCK_ADDR -> "bpf_sock_addr_kern";
      case KernelTypeNames.SOCK_OPS -> "bpf_sock_ops_kern";
      case "sk_msg_md" -> "sk_msg";
      case KernelTypeNames.PERF_EVENT -> "bpf_perf_event_data_kern";
      case KernelTypeNames.SYSCTL -> "bpf_sysctl_kern";
      case KernelTypeNames.SOCKOPT -> "bpf_sockopt_kern";
      case "sk_reuseport_md" -> "sk_reuseport_kern";
      case KernelTypeNames.SK_LOOKUP -> "bpf_sk_lookup_kern";
      default -> seen;
    };
  }

  /**
   * Type of the kernel's context, by the kernel's own list ({@code struct bpf_ctx_convert}, read by
   * {@code get_kern_ctx_btf_id}); if its BTF lacks that, by ours. 0 when unknown.
   */
  public static int kernelId(ProgramType type, Btf kernel) {
    String member = "BPF_PROG_TYPE_" + type + "_kern";
    if (kernel.findStruct("bpf_ctx_convert").map(kernel::type).orElse(null)
        instanceof BtfType.Composite list) {
      for (BtfType.Member m : list.members()) {
        if (m.name().equals(member)) {
          return m.type();
        }
      }
    }
    String struct = kernel(type);
    return struct == null ? 0 : kernel.findStruct(struct).orElse(0);
  }

  /** Whether one struct is the program's view of the other ({@code btf_is_projection_of}). */
  public static boolean isProjection(String seen, String kernel) {
    return seen.equals("__sk_buff") && kernel.equals("sk_buff")
        || seen.equals("xdp_md") && kernel.equals("xdp_buff");
  }

  /**
   * Whether a pointer to {@code target} (a type id, tags and typedefs included) is the context of
   * programs of a type ({@code btf_is_prog_ctx_type}).
   */
  public static boolean isContext(ProgramType type, Btf btf, int target) {
    if (type == ProgramType.KPROBE && isPtRegs(btf, target)) {
      return true;
    }
    String wanted = program(type);
    return wanted != null
        && btf.resolved(target) instanceof BtfType.Composite c
        && (c.name().equals(wanted) || isProjection(wanted, c.name()));
  }

  private static boolean isPtRegs(Btf btf, int target) {
    return isPtRegsTypedef(btf, target)
        || btf.resolved(target) instanceof BtfType.Composite c && c.name().equals(PT_REGS);
  }

  private static boolean isPtRegsTypedef(Btf btf, int target) {
    return btf.type(btf.skipModifiers(target)) instanceof BtfType.Typedef t
        && t.name().equals(PT_REGS);
  }

  /** Refuses an argument tagged as context that is not one ({@code btf_validate_prog_ctx_type}). */
  public static void validateTagged(VerifierEnv env, Btf btf, int target, int index) {
    ProgramType type = env.program.type();
    if ((type == ProgramType.KPROBE || type == ProgramType.PERF_EVENT)
        && isPtRegsTypedef(btf, target)) {
      return;
    }
    BtfType pointee = btf.resolved(target);
    if (pointee instanceof BtfType.VoidType) {
      return;
    }
    if (pointee.name().isEmpty()) {
      throw env.reject(Errno.EINVAL, "arg#%d type doesn't have a name", index);
    }
    boolean struct = pointee instanceof BtfType.Composite c && !c.union();
    boolean word = pointee instanceof BtfType.Int i && i.size() == 8;
    boolean special =
        switch (type) {
          case KPROBE, PERF_EVENT -> struct && pointee.name().equals("pt_regs");
          case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, LSM, STRUCT_OPS -> word;
          case TRACING -> tracing(env, pointee.name(), struct, word);
          case TRACEPOINT, SYSCALL, EXT -> true;
          default -> false;
        };
    if (special) {
      return;
    }
    String wanted = program(type);
    if (wanted == null) {
      throw env.reject(Errno.EINVAL, "arg#%d should be void pointer", index);
    }
    if (!wanted.equals(pointee.name())) {
      throw env.reject(Errno.EINVAL, "arg#%d should be `struct %s *`", index, wanted);
    }
  }

  private static boolean tracing(VerifierEnv env, String name, boolean struct, boolean word) {
    if (!(env.program.target() instanceof AttachTarget.BtfFunction f)) {
      return false;
    }
    return switch (f.kind()) {
      case "tp_btf" -> word || struct && name.equals("bpf_raw_tracepoint_args");
      case "iter" -> struct && name.startsWith("bpf_iter__");
      default -> word;
    };
  }
}
