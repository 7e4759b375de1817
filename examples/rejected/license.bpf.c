// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: the functions of HID-BPF are for programs under a GPL-compatible licence. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Proprietary";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(swap_axes, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 3);
	__u8 x;

	if (!report)
		return 0;
	x = report[1];
	report[1] = report[2];
	report[2] = x;
	return 0;
}

HID_BPF_OPS(axes_ops) = {
	.hid_device_event = (void *)swap_axes,
};
