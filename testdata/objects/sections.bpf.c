// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One program for each family of section names. */
#include "types.h"
#define P(sec, name) SEC(sec) int name(void *ctx) { return 0; }
P("socket", p_socket) P("tc", p_tc) P("classifier", p_classifier) P("action", p_action)
P("xdp", p_xdp) P("xdp.frags", p_xdp_frags) P("kprobe/foo", p_kprobe) P("kretprobe/foo", p_kretprobe)
P("uprobe.s//bin/x:f", p_uprobe_s) P("tracepoint/cat/name", p_tracepoint) P("tp/cat/name", p_tp)
P("raw_tp/sys_enter", p_raw_tp) P("raw_tp.w/x", p_raw_tp_w) P("perf_event", p_perf_event)
P("lwt_in", p_lwt_in) P("lwt_seg6local", p_lwt_seg6local) P("cgroup_skb/egress", p_cgroup_skb)
P("cgroup/bind4", p_bind4) P("cgroup/getsockopt", p_getsockopt) P("sk_msg", p_sk_msg)
P("sk_skb/stream_parser", p_parser) P("sockops", p_sockops) P("fentry/kernel_function", p_fentry)
P("fexit.s/kernel_function", p_fexit_s) P("fmod_ret/kernel_function", p_fmod_ret)
P("fmod_ret.s/missing_function", p_missing) P("tp_btf/my_event", p_tp_btf) P("lsm/file_open", p_lsm)
P("iter.s/task", p_iter) P("?fentry", p_no_target) P("no_such_type", p_unknown) P("netfilter", p_netfilter)
char _license[] SEC("license") = "Dual BSD/GPL";
