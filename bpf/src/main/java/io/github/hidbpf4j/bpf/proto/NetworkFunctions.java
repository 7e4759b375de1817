package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.GoneSince.goneSince7;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.DEVICE_BOUND;

import java.util.List;

/** Kfuncs for sockets, congestion control, IPsec and XDP (Linux 6.12 to 7.3, {@code net}). */
public final class NetworkFunctions {
  /** {@code bpf_sock_addr_set_sun_path}. */
  public static final Kfunc SOCK_ADDR_SET_SUN_PATH =
      Kfunc.of("bpf_sock_addr_set_sun_path", linux6(7));

  /** {@code bpf_sk_assign_tcp_reqsk}. */
  public static final Kfunc SK_ASSIGN_TCP_REQSK =
      Kfunc.of("bpf_sk_assign_tcp_reqsk", TRUSTED_ARGS, linux6(8));

  /** {@code bpf_sock_destroy}. */
  public static final Kfunc SOCK_DESTROY = Kfunc.of("bpf_sock_destroy", TRUSTED_ARGS, linux6(5));

  /** {@code tcp_reno_ssthresh}. */
  public static final Kfunc TCP_RENO_SSTHRESH = Kfunc.of("tcp_reno_ssthresh");

  /** {@code tcp_reno_cong_avoid}. */
  public static final Kfunc TCP_RENO_CONG_AVOID = Kfunc.of("tcp_reno_cong_avoid");

  /** {@code tcp_reno_undo_cwnd}. */
  public static final Kfunc TCP_RENO_UNDO_CWND = Kfunc.of("tcp_reno_undo_cwnd");

  /** {@code tcp_slow_start}. */
  public static final Kfunc TCP_SLOW_START = Kfunc.of("tcp_slow_start");

  /** {@code tcp_cong_avoid_ai}. */
  public static final Kfunc TCP_CONG_AVOID_AI = Kfunc.of("tcp_cong_avoid_ai");

  /** {@code cubictcp_init}. */
  public static final Kfunc CUBICTCP_INIT = Kfunc.of("cubictcp_init");

  /** {@code cubictcp_recalc_ssthresh}. */
  public static final Kfunc CUBICTCP_RECALC_SSTHRESH = Kfunc.of("cubictcp_recalc_ssthresh");

  /** {@code cubictcp_cong_avoid}. */
  public static final Kfunc CUBICTCP_CONG_AVOID = Kfunc.of("cubictcp_cong_avoid");

  /** {@code cubictcp_state}. */
  public static final Kfunc CUBICTCP_STATE = Kfunc.of("cubictcp_state");

  /** {@code cubictcp_cwnd_event}. */
  public static final Kfunc CUBICTCP_CWND_EVENT = Kfunc.of("cubictcp_cwnd_event", goneSince7(1));

  /** {@code cubictcp_acked}. */
  public static final Kfunc CUBICTCP_ACKED = Kfunc.of("cubictcp_acked");

  /** {@code bpf_xdp_get_xfrm_state}. */
  public static final Kfunc XDP_GET_XFRM_STATE =
      Kfunc.of("bpf_xdp_get_xfrm_state", ACQUIRE, RET_NULL, linux6(8));

  /** {@code bpf_xdp_xfrm_state_release}. */
  public static final Kfunc XDP_XFRM_STATE_RELEASE =
      Kfunc.of("bpf_xdp_xfrm_state_release", RELEASE, linux6(8));

  /** {@code bpf_kfunc_call_test_release}. */
  public static final Kfunc KFUNC_CALL_TEST_RELEASE =
      Kfunc.of("bpf_kfunc_call_test_release", RELEASE);

  /** {@code bpf_kfunc_call_memb_release}. */
  public static final Kfunc KFUNC_CALL_MEMB_RELEASE =
      Kfunc.of("bpf_kfunc_call_memb_release", RELEASE);

  /** {@code bpf_xdp_metadata_rx_timestamp}. */
  public static final Kfunc XDP_METADATA_RX_TIMESTAMP =
      Kfunc.of("bpf_xdp_metadata_rx_timestamp", DEVICE_BOUND);

  /** {@code bpf_xdp_metadata_rx_hash}. */
  public static final Kfunc XDP_METADATA_RX_HASH =
      Kfunc.of("bpf_xdp_metadata_rx_hash", DEVICE_BOUND);

  /** {@code bpf_xdp_metadata_rx_vlan_tag}. */
  public static final Kfunc XDP_METADATA_RX_VLAN_TAG =
      Kfunc.of("bpf_xdp_metadata_rx_vlan_tag", DEVICE_BOUND);

  /** {@code cubictcp_cwnd_event_tx_start}. */
  public static final Kfunc CUBICTCP_CWND_EVENT_TX_START =
      Kfunc.of("cubictcp_cwnd_event_tx_start", linux7(1));

  /** {@code bpf_sock_ops_enable_tx_tstamp}. */
  public static final Kfunc SOCK_OPS_ENABLE_TX_TSTAMP =
      Kfunc.of("bpf_sock_ops_enable_tx_tstamp", TRUSTED_ARGS, linux6(15));

  /** {@code bpf_xdp_pull_data}. */
  public static final Kfunc XDP_PULL_DATA = Kfunc.of("bpf_xdp_pull_data", linux6(18));

  /** {@code bpf_icmp_send}. */
  public static final Kfunc ICMP_SEND = Kfunc.of("bpf_icmp_send", linux7(3));

  /** {@code bpf_ksock_release}. */
  public static final Kfunc KSOCK_RELEASE = Kfunc.of("bpf_ksock_release", RELEASE, linux7(3));

  /** {@code bpf_ksock_create}. */
  public static final Kfunc KSOCK_CREATE =
      Kfunc.of(
          "bpf_ksock_create", ACQUIRE, RET_NULL, SLEEPABLE, releasedBy(KSOCK_RELEASE), linux7(3));

  /** {@code bpf_ksock_connect}. */
  public static final Kfunc KSOCK_CONNECT = Kfunc.of("bpf_ksock_connect", SLEEPABLE, linux7(3));

  /** {@code bpf_ksock_acquire}. */
  public static final Kfunc KSOCK_ACQUIRE =
      Kfunc.of("bpf_ksock_acquire", ACQUIRE, RCU, RET_NULL, releasedBy(KSOCK_RELEASE), linux7(3));

  /** {@code bpf_ksock_send}. */
  public static final Kfunc KSOCK_SEND = Kfunc.of("bpf_ksock_send", SLEEPABLE, linux7(3));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          SOCK_ADDR_SET_SUN_PATH,
          SK_ASSIGN_TCP_REQSK,
          SOCK_DESTROY,
          TCP_RENO_SSTHRESH,
          TCP_RENO_CONG_AVOID,
          TCP_RENO_UNDO_CWND,
          TCP_SLOW_START,
          TCP_CONG_AVOID_AI,
          CUBICTCP_INIT,
          CUBICTCP_RECALC_SSTHRESH,
          CUBICTCP_CONG_AVOID,
          CUBICTCP_STATE,
          CUBICTCP_CWND_EVENT,
          CUBICTCP_ACKED,
          XDP_GET_XFRM_STATE,
          XDP_XFRM_STATE_RELEASE,
          KFUNC_CALL_TEST_RELEASE,
          KFUNC_CALL_MEMB_RELEASE,
          XDP_METADATA_RX_TIMESTAMP,
          XDP_METADATA_RX_HASH,
          XDP_METADATA_RX_VLAN_TAG,
          CUBICTCP_CWND_EVENT_TX_START,
          SOCK_OPS_ENABLE_TX_TSTAMP,
          XDP_PULL_DATA,
          ICMP_SEND,
          KSOCK_RELEASE,
          KSOCK_CREATE,
          KSOCK_CONNECT,
          KSOCK_ACQUIRE,
          KSOCK_SEND);

  private NetworkFunctions() {}
}
