package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.verifier.type.LsmHooks;
import java.util.Set;

/**
 * Helpers that only programs attached to certain functions may call: {@code allowed} of their
 * prototypes, {@code kernel/trace/bpf_trace.c}, {@code kernel/bpf/bpf_lsm.c}, {@code
 * net/core/bpf_sk_storage.c}, Linux 6.12.
 */
final class AllowedHelpers {
  /** Traced functions in which a path may be resolved ({@code btf_allowlist_d_path}). */
  private static final Set<String> PATH_FUNCTIONS =
      Set.of(
          "security_file_permission",
          "security_inode_getattr",
          "security_file_open",
          "security_path_truncate",
          "vfs_truncate",
          "vfs_fallocate",
          "dentry_open",
          "vfs_getattr",
          "filp_close");

  private AllowedHelpers() {}

  /** Whether a program whose type has the helper may call it at its attach point. */
  static boolean allows(LinkedProgram program, HelperPrototype helper) {
    return switch (helper.variant()) {
      case "d_path" -> isSleepableLsmHook(program) || mayResolvePaths(program);
      case "ima_inode_hash", "ima_file_hash" -> isSleepableLsmHook(program);
      case "sk_storage_get_tracing", "sk_storage_delete_tracing" -> maySeeSocketStorage(program);
      default -> true;
    };
  }

  private static boolean isSleepableLsmHook(LinkedProgram program) {
    return program.type() == ProgramType.LSM
        && program.target() instanceof AttachTarget.BtfFunction(_, String hook)
        && LsmHooks.isSleepable(hook);
  }

  private static boolean mayResolvePaths(LinkedProgram program) {
    return program.type() == ProgramType.TRACING
        && program.target() instanceof AttachTarget.BtfFunction(String kind, String function)
        && (kind.equals("iter") || PATH_FUNCTIONS.contains(function));
  }

  /** Not while tracing the storage itself. */
  private static boolean maySeeSocketStorage(LinkedProgram program) {
    return program.target() instanceof AttachTarget.BtfFunction(String kind, String function)
        && switch (kind) {
          case "iter", "tp_btf" -> true;
          case "fentry", "fexit" -> !function.startsWith("bpf_sk_storage");
          default -> false;
        };
  }
}
