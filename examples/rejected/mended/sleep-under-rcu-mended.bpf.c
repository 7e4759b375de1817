// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the request is made behind the RCU section. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("struct_ops.s/hid_hw_output_report")
int BPF_PROG(wake_first, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 wake[2] = { 0x05, 1 };
	__u16 bus;

	bpf_rcu_read_lock();
	bus = hctx->hid->bus;
	bpf_rcu_read_unlock();
	if (bus == HID_BUS_BLUETOOTH)
		hid_bpf_hw_output_report(hctx, wake, sizeof(wake));
	return 0;
}

HID_BPF_OPS(wake) = {
	.hid_hw_output_report = (void *)wake_first,
};
