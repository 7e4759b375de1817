package io.github.hidbpf4j.bpf.verifier.type;

import java.util.Set;

/**
 * Functions of the kernel that let an error be put in the place of their result, and by that let
 * programs change it: what {@code ALLOW_ERROR_INJECTION} and the sets of {@code fmod_ret} functions
 * name in Linux 6.12 on x86-64. Each system call is one.
 */
final class ErrorInjection {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "__filemap_add_folio",
          "should_fail_alloc_page",
          "should_fail_bio",
          "should_failslab",
          "btrfs_cow_block",
          "btrfs_search_slot",
          "btrfs_should_cancel_balance",
          "open_ctree",
          "io_ctl_init");

  /** Those of them that are called where nothing may sleep. */
  private static final Set<String> NOT_SLEEPABLE =
      Set.of("__filemap_add_folio", "should_fail_alloc_page", "should_failslab");

  /** Functions that {@code BPF_PROG_TEST_RUN} of tracing programs calls. */
  private static final Set<String> TESTS =
      Set.of("bpf_modify_return_test", "bpf_modify_return_test2", "bpf_fentry_test1");

  private static final String SLEEPABLE_TEST = "bpf_fentry_test1";

  private ErrorInjection() {}

  private static boolean isSystemCall(String function) {
    return function.startsWith("__x64_sys_")
        || function.startsWith("__ia32_sys_")
        || function.startsWith("__ia32_compat_sys_");
  }

  /** Whether {@code fmod_ret} programs may be attached. */
  static boolean isModifiable(String function) {
    return isSystemCall(function) || FUNCTIONS.contains(function) || TESTS.contains(function);
  }

  /** Whether sleepable programs may be attached. */
  static boolean isSleepable(String function) {
    return isSystemCall(function)
        || FUNCTIONS.contains(function) && !NOT_SLEEPABLE.contains(function)
        || function.equals(SLEEPABLE_TEST);
  }
}
