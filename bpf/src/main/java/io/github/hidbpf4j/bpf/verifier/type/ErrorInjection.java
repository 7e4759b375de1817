package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import java.util.Set;

/**
 * Kernel functions whose result may be replaced by an error, and hence modified by programs: those
 * in {@code ALLOW_ERROR_INJECTION} and the sets of {@code fmod_ret} functions of Linux 6.12 on
 * x86-64, and all system calls.
 */
final class ErrorInjection {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "__filemap_add_folio",
          "should_fail_alloc_page",
          "should_fail_bio",
          "should_failslab",
          "page_pool_alloc_pages",
          "btrfs_check_leaf",
          "btrfs_check_node",
          "btrfs_cow_block",
          "btrfs_search_slot",
          "btrfs_should_cancel_balance",
          "open_ctree",
          "io_ctl_init",
          "mtd_block_markbad",
          "mtd_erase",
          "mtd_read",
          "mtd_write",
          "guc_wait_ucode",
          "ssh_ptl_should_corrupt_rx_data",
          "ssh_ptl_should_corrupt_rx_syn",
          "ssh_ptl_should_corrupt_tx_data",
          "ssh_ptl_should_drop_ack_packet",
          "ssh_ptl_should_drop_dsq_packet",
          "ssh_ptl_should_drop_nak_packet",
          "ssh_ptl_should_fail_write",
          "ssh_rtl_should_drop_response");

  /** Those that are called in non-sleepable context. */
  private static final Set<String> NOT_SLEEPABLE =
      Set.of("__filemap_add_folio", "should_fail_alloc_page", "should_failslab");

  private static final String SLEEPABLE_TEST = "bpf_fentry_test1";

  /** Registered for programs of this kind: tests ({@code net/bpf/test_run.c}) and MPTCP. */
  private static final Set<String> REGISTERED =
      Set.of(
          "bpf_modify_return_test",
          "bpf_modify_return_test2",
          ControlFunctions.MODIFY_RETURN_TEST_TP.name(),
          SLEEPABLE_TEST,
          "update_socket_protocol");

  private ErrorInjection() {}

  private static boolean isSystemCall(String function) {
    return function.startsWith("__x64_sys_")
        || function.startsWith("__ia32_sys_")
        || function.startsWith("__ia32_compat_sys_");
  }

  /** Whether {@code fmod_ret} programs may be attached. */
  static boolean isModifiable(String function) {
    return isSystemCall(function) || FUNCTIONS.contains(function) || REGISTERED.contains(function);
  }

  /** Whether sleepable programs may be attached. */
  static boolean isSleepable(String function) {
    return isSystemCall(function)
        || FUNCTIONS.contains(function) && !NOT_SLEEPABLE.contains(function)
        || function.equals(SLEEPABLE_TEST);
  }
}
