// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the index is compared on both sides before it is used. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(check_end, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 64);
	__u32 last;

	if (!report)
		return 0;
	last = hctx->size - 1;
	if (last >= 64)
		return 0;
	if (report[last] == 0xff)
		return -1;
	return 0;
}

HID_BPF_OPS(end_ops) = {
	.hid_device_event = (void *)check_end,
};
