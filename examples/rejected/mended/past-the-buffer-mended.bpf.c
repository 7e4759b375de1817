// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: all bytes that are used are asked for. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(add_wheel, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 5);

	if (!report)
		return 0;
	report[4] = report[3];
	return 5;
}

HID_BPF_OPS(wheel) = {
	.hid_device_event = (void *)add_wheel,
};
