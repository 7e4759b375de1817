// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: result-below-errno-range
/* Behind a kfunc that this kernel has. */
#include "hid_bpf_program.h"

extern void bpf_rcu_read_lock(void) __ksym __weak;

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(drop, struct hid_bpf_ctx *hctx)
{
	if (bpf_rcu_read_lock)
		return -5000;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
HID_BPF_OPS(ops) = { .hid_device_event = (void *)drop };
