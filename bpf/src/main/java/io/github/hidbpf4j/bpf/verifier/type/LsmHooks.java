package io.github.hidbpf4j.bpf.verifier.type;

import java.util.Set;

/** What differs between LSM hooks: data of {@code kernel/bpf/bpf_lsm.c}, Linux 6.12. */
final class LsmHooks {
  private static final String PREFIX = "bpf_lsm_";

  private static final Set<String> DISABLED =
      Set.of(
          "vm_enough_memory",
          "inode_need_killpriv",
          "inode_getsecurity",
          "inode_listsecurity",
          "inode_copy_up_xattr",
          "getselfattr",
          "getprocattr",
          "setprocattr",
          "key_getsecurity",
          "audit_rule_match",
          "xfrm_decode_session",
          "ismaclabel");

  /** Hooks whose objects are being made or freed. */
  private static final Set<String> UNTRUSTED =
      Set.of(
          "bpf_map_free",
          "bpf_prog_free",
          "file_alloc_security",
          "file_free_security",
          "sk_alloc_security",
          "sk_free_security",
          "task_free");

  private LsmHooks() {}

  /** Whether no program may be attached. */
  static boolean isDisabled(String hook) {
    return DISABLED.contains(hook);
  }

  /** Whether pointer arguments are trusted; {@code function} with its prefix. */
  static boolean isTrusted(String function) {
    return !UNTRUSTED.contains(
        function.startsWith(PREFIX) ? function.substring(PREFIX.length()) : function);
  }
}
