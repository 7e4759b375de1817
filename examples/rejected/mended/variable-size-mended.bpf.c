// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: a constant size. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(clear_report, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 1);

	if (!report)
		return 0;
	report[0] = 0;
	return 0;
}

HID_BPF_OPS(clear) = {
	.hid_device_event = (void *)clear_report,
};
