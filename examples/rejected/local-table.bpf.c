// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a number from the device as the index of a local array, unchecked. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(map_buttons, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 4);
	__u8 seen[16] = {};

	if (!report)
		return 0;
	seen[report[1]] = 1;
	seen[report[2]] = 1;
	report[3] = seen[0];
	return 0;
}

HID_BPF_OPS(buttons_ops) = {
	.hid_device_event = (void *)map_buttons,
};
