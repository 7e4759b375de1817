package io.github.hidbpf4j.bpf.proto;

import java.util.HashMap;
import java.util.Map;

/**
 * Arguments of tracepoints that may be NULL or hold an error code: data of {@code
 * raw_tp_null_args}, {@code kernel/bpf/btf.c}, Linux 6.12.
 */
public final class RawTracepoints {
  /** Four bits per argument, the first one lowest: 1 for may be NULL, 2 for may be an error. */
  private static final Map<String, Long> ARGUMENTS = arguments();

  private RawTracepoints() {}

  /** Whether an argument (from 0, the data pointer not counted) may be NULL. */
  public static boolean mayBeNull(String tracepoint, int argument) {
    return has(tracepoint, argument, 1);
  }

  /** Whether an argument may be an error code instead of a pointer. */
  public static boolean mayBeError(String tracepoint, int argument) {
    return has(tracepoint, argument, 2);
  }

  private static boolean has(String tracepoint, int argument, long bit) {
    return (ARGUMENTS.getOrDefault(tracepoint, 0L) >>> argument * 4 & bit) != 0;
  }

  private static Map<String, Long> arguments() {
    Map<String, Long> all = new HashMap<>();
    put(
        all,
        0x1,
        """
        sched_process_wait afs_protocol_error cachefiles_unlink cachefiles_rename
        cachefiles_prep_read cachefiles_mark_active cachefiles_mark_failed
        cachefiles_mark_inactive cachefiles_vfs_error cachefiles_io_error
        cachefiles_ondemand_open cachefiles_ondemand_copen cachefiles_ondemand_close
        cachefiles_ondemand_read cachefiles_ondemand_cread cachefiles_ondemand_fd_write
        cachefiles_ondemand_fd_release mm_collapse_huge_page_isolate mm_page_alloc
        mm_page_pcpu_drain mm_page_alloc_zone_locked rxrpc_recvdata xs_stream_read_data
        tmigr_update_events
        """);
    put(
        all,
        0x10,
        """
        sched_pi_setprio afs_make_fs_call afs_make_fs_calli afs_make_fs_call1
        afs_make_fs_call2 afs_flock_ev ext4_mballoc_discard ext4_mballoc_free
        posix_lock_inode fcntl_setlk locks_remove_posix flock_lock_inode break_lease_noblock
        break_lease_block break_lease_unblock generic_delete_lease time_out_leases
        mm_khugepaged_scan_pmd mm_khugepaged_scan_file mm_khugepaged_collapse_file netfs_failure
        device_pm_callback_start rxrpc_resend xprt_reserve_cong xprt_release_cong xprt_get_cong
        xprt_put_cong writeback_dirty_folio folio_wait_writeback
        """);
    put(all, 0x11, "tcp_send_reset");
    put(all, 0x20, "signal_generate signal_deliver");
    put(all, 0x100, "sched_stick_numa sched_swap_numa fib_table_lookup tegra_dma_tx_status");
    put(all, 0x201, "cachefiles_lookup");
    put(all, 0x1000, "qdisc_dequeue kfree_skb");
    put(all, 0x2000, "mr_integ_alloc");
    put(all, 0x10000, "host1x_cdma_push_gather");
    return all;
  }

  private static void put(Map<String, Long> all, long mask, String names) {
    for (String name : names.strip().split("\\s+")) {
      all.put(name, mask);
    }
  }
}
