// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the new size is returned. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(grow_report, struct hid_bpf_ctx *hctx)
{
	return hctx->allocated_size < 64 ? 0 : 64;
}

HID_BPF_OPS(grow) = {
	.hid_device_event = (void *)grow_report,
};
