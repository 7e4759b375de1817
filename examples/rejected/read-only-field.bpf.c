// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: writes the size of the buffer; only retval and size of the context may be written. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(grow_report, struct hid_bpf_ctx *hctx)
{
	*(__u32 *)&hctx->allocated_size = 64;
	return 0;
}

HID_BPF_OPS(grow) = {
	.hid_device_event = (void *)grow_report,
};
