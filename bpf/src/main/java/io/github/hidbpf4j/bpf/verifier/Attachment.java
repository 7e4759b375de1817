package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import java.util.Set;

/**
 * Whether a program of this type, sleepable or not, may be what it says it is (Linux 6.12: {@code
 * check_attach_btf_id}, {@code check_struct_ops_btf_id}, {@code check_map_prog_compatibility}).
 */
final class Attachment {
  private static final Set<String> SLEEPABLE_KINDS = Set.of("fentry", "fexit", "fmod_ret", "iter");

  private final LinkedProgram program;
  private final ApiProfile profile;

  Attachment(LinkedProgram program, ApiProfile profile) {
    this.program = program;
    this.profile = profile;
  }

  void checkMaps() throws Refusal {
    for (MapSpec map : program.maps()) {
      if (map.type() == MapType.STRUCT_OPS) {
        throw refused(
            Errno.EINVAL, "bpf_struct_ops map cannot be used in prog", "map " + map.name());
      }
      if (program.sleepable() && !profile.allowsInSleepable(map.type())) {
        throw refused(
            Errno.EINVAL,
            "Sleepable programs can only use array, hash, ringbuf and local storage maps",
            "map '" + map.name() + "' is of type " + map.type());
      }
    }
  }

  void checkTarget() throws Refusal {
    ProgramType type = program.type();
    if (profile.context(type) == null) {
      throw refused(
          Errno.EINVAL,
          "program type " + type + " is not supported",
          "profile " + profile.name() + " has " + profile.programTypes());
    }
    if (type == ProgramType.SYSCALL) {
      if (!program.sleepable()) {
        throw refused(Errno.EINVAL, "Syscall programs can only be sleepable", "");
      }
      return;
    }
    if (program.sleepable() && !canBeSleepable()) {
      throw refused(
          Errno.EINVAL,
          "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
          "section '" + program.section() + "' is none of these");
    }
    if (type == ProgramType.STRUCT_OPS) {
      checkStructOps();
    } else if (type == ProgramType.TRACING
        && program.target() instanceof AttachTarget.BtfFunction(String kind, String function)) {
      checkHook(kind, function);
    }
  }

  private boolean canBeSleepable() {
    return switch (program.type()) {
      case LSM, KPROBE, STRUCT_OPS -> true;
      case TRACING ->
          program.target() instanceof AttachTarget.BtfFunction(String kind, _)
              && SLEEPABLE_KINDS.contains(kind);
      // bare instructions: what profile raw is for
      case UNSPEC -> true;
      default -> false;
    };
  }

  private void checkStructOps() throws Refusal {
    if (!program.gplCompatible()) {
      throw refused(
          Errno.EINVAL,
          "struct ops programs must have a GPL compatible license",
          "the licence is '" + program.license() + "'");
    }
    if (!(program.target()
        instanceof AttachTarget.StructOpsMember(String struct, String memberName))) {
      throw refused(Errno.ENOTSUPP, "a struct_ops program without struct and member", "");
    }
    StructOpsDefinition definition = profile.structOps().get(struct);
    if (definition == null) {
      throw refused(
          Errno.ENOTSUPP,
          "attach_btf_id of struct " + struct + " is not a supported struct",
          "profile " + profile.name() + " has " + profile.structOps().keySet());
    }
    StructOpsDefinition.Member member = definition.members().get(memberName);
    if (member == null || !member.supported() || program.sleepable() && !member.sleepable()) {
      boolean sleeps = member != null && member.supported();
      throw refused(
          Errno.EINVAL,
          "attach to unsupported member " + memberName + " of struct " + struct,
          sleeps ? "it may not sleep: use SEC(\"struct_ops/...\") without .s" : "");
    }
  }

  private void checkHook(String kind, String function) throws Refusal {
    HookFunction hook = profile.hooks().get(function);
    boolean modifiable = hook == null ? isAlwaysModifiable(function) : hook.kinds().contains(kind);
    if (kind.equals("fmod_ret") && !modifiable) {
      throw refused(
          Errno.EINVAL,
          function + "() is not modifiable",
          "profile " + profile.name() + " has " + profile.hooks().keySet());
    }
    if (program.sleepable() && hook != null && !hook.sleepable()) {
      throw refused(
          Errno.EINVAL, function + " is not sleepable", "use the section name without .s");
    }
  }

  /** LSM hooks and system calls: {@code check_attach_modify_return}. */
  private static boolean isAlwaysModifiable(String function) {
    return function.startsWith("security_") || function.startsWith("__x64_sys_");
  }

  private static Refusal refused(Errno errno, String reason, String hint) {
    return new Refusal(errno, Refusal.WHOLE_PROGRAM, reason, hint);
  }
}
