// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* What a kernel without the kfunc would run: this one has it, and nobody goes there. */
#include "hid_bpf_program.h"

extern void bpf_rcu_read_lock(void) __ksym __weak;

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(drop, struct hid_bpf_ctx *hctx)
{
	if (!bpf_rcu_read_lock)
		return -5000;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
HID_BPF_OPS(ops) = { .hid_device_event = (void *)drop };
