package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;

/**
 * Whether a pointer argument of a function is the program's context, by name ({@code
 * btf_is_prog_ctx_type}) or by tag ({@code btf_validate_prog_ctx_type}).
 */
final class ContextTypes {
  private static final String PT_REGS = "bpf_user_pt_regs_t";
  private final VerifierEnv env;

  ContextTypes(VerifierEnv env) {
    this.env = env;
  }

  /** Name of the context struct of a program type; empty where it has none. */
  private static String name(ProgramType type) {
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
      case CGROUP_SOCK -> "bpf_sock";
      case CGROUP_SOCK_ADDR -> "bpf_sock_addr";
      case SOCK_OPS -> "bpf_sock_ops";
      case SK_MSG -> "sk_msg_md";
      case PERF_EVENT -> "bpf_perf_event_data";
      case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> "bpf_raw_tracepoint_args";
      case CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
      case CGROUP_SYSCTL -> "bpf_sysctl";
      case CGROUP_SOCKOPT -> "bpf_sockopt";
      case SK_REUSEPORT -> "sk_reuseport_md";
      case SK_LOOKUP -> "bpf_sk_lookup";
      case NETFILTER -> "bpf_nf_ctx";
      case KPROBE -> "pt_regs";
      default -> "";
    };
  }

  private static boolean isPtRegsTypedef(Btf btf, int typeId) {
    return btf.type(btf.skipModifiers(typeId)) instanceof BtfType.Typedef t
        && t.name().equals(PT_REGS);
  }

  boolean isContext(Btf btf, int target) {
    ProgramType type = env.program.type();
    if (type == ProgramType.KPROBE && isPtRegsTypedef(btf, target)) {
      return true;
    }
    String wanted = name(type);
    if (wanted.isEmpty() || !(btf.resolved(target) instanceof BtfType.Composite c)) {
      return false;
    }
    return c.name().equals(wanted)
        || type == ProgramType.KPROBE && c.name().equals(PT_REGS)
        || wanted.equals("__sk_buff") && c.name().equals("sk_buff")
        || wanted.equals("xdp_md") && c.name().equals("xdp_buff");
  }

  void validateTagged(Btf btf, int target, int index) {
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
          case TRACING -> tracing(pointee.name(), struct, word);
          case TRACEPOINT, SYSCALL, EXT -> true;
          default -> false;
        };
    if (special) {
      return;
    }
    String wanted = name(type);
    if (wanted.isEmpty()) {
      throw env.reject(Errno.EINVAL, "arg#%d should be void pointer", index);
    }
    if (!wanted.equals(pointee.name())) {
      throw env.reject(Errno.EINVAL, "arg#%d should be `struct %s *`", index, wanted);
    }
  }

  private boolean tracing(String name, boolean struct, boolean word) {
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
