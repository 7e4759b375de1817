package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the main program may return: {@code check_return_code}, {@code kernel/bpf/verifier.c}, Linux
 * 6.12.
 */
public sealed interface ReturnRule {
  /** R0 is not even read: the function that the program implements returns void. */
  record Nothing() implements ReturnRule {}

  /** Anything but a pointer. */
  record Anything() implements ReturnRule {}

  /** A number in a range. */
  record Within(ReturnRange range) implements ReturnRule {}

  /** Programs of this kind are impossible: the kernel's {@code -ENOTSUPP}. */
  record Unsupported(Errno errno) implements ReturnRule {}

  /** LSM hooks that answer yes or no. */
  Set<String> YES_NO_HOOKS =
      Set.of("xfrm_state_pol_flow_match", "audit_rule_known", "inode_xattr_skipcap");

  /** Most negative error code. */
  int MAX_ERRNO = 4095;

  /** The range of kernel functions that return 0 or an error. */
  ReturnRange ERROR_OR_ZERO = new ReturnRange(-MAX_ERRNO, 0, true);

  /** The rule for a program. */
  static ReturnRule of(LinkedProgram program) {
    AttachedFunction function = AttachedFunction.of(program);
    String kind = kind(program);
    return switch (program.type()) {
      case STRUCT_OPS -> returnsVoid(function) ? new Nothing() : new Anything();
      case LSM -> lsm(function, kind);
      case CGROUP_SOCK_ADDR -> within(socketAddress(program.section()));
      case CGROUP_SKB ->
          within(
              program.section().endsWith("egress")
                  ? new ReturnRange(0, 3, false)
                  : ReturnRange.ZERO_OR_ONE);
      case CGROUP_SOCK,
          SOCK_OPS,
          CGROUP_DEVICE,
          CGROUP_SYSCTL,
          CGROUP_SOCKOPT,
          SK_LOOKUP,
          NETFILTER ->
          within(ReturnRange.ZERO_OR_ONE);
      case TRACING ->
          switch (kind) {
            case "fentry", "fexit" -> within(ReturnRange.ZERO);
            case "tp_btf", "fmod_ret" -> new Anything();
            case "iter" -> within(ReturnRange.ZERO_OR_ONE);
            default -> new Unsupported(Errno.ENOTSUPP);
          };
      case KPROBE ->
          kind.equals("kprobe.session") ? within(ReturnRange.ZERO_OR_ONE) : new Anything();
      default -> new Anything();
    };
  }

  private static ReturnRule within(ReturnRange range) {
    return new Within(range);
  }

  private static boolean returnsVoid(@Nullable AttachedFunction function) {
    return function != null && function.returnsVoid();
  }

  private static ReturnRule lsm(@Nullable AttachedFunction function, String kind) {
    boolean nothing = returnsVoid(function);
    if (kind.equals("lsm_cgroup")) {
      return within(nothing ? new ReturnRange(1, 1, false) : ReturnRange.ZERO_OR_ONE);
    }
    return nothing ? new Nothing() : within(hook(function));
  }

  /** The range of the LSM hook that a program is attached to; null if the hook returns nothing. */
  static @Nullable ReturnRange ofHook(LinkedProgram program) {
    AttachedFunction function = AttachedFunction.of(program);
    return returnsVoid(function) ? null : hook(function);
  }

  private static ReturnRange hook(@Nullable AttachedFunction function) {
    String hook =
        function == null ? "" : function.name().substring(KernelTypeNames.LSM_PREFIX.length());
    return YES_NO_HOOKS.contains(hook) ? new ReturnRange(0, 1, true) : ERROR_OR_ZERO;
  }

  private static ReturnRange socketAddress(String section) {
    if (section.contains("/recvmsg")
        || section.contains("/getpeername")
        || section.contains("/getsockname")) {
      return new ReturnRange(1, 1, false);
    }
    return section.contains("/bind") ? new ReturnRange(0, 3, false) : ReturnRange.ZERO_OR_ONE;
  }

  private static String kind(LinkedProgram program) {
    return program.target().kind();
  }
}
