// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a const variable is in a map that is frozen; only the loader can set it. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

const volatile __u8 threshold = 8;

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(ignore_jitter, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 3);

	if (!report)
		return 0;
	if (report[0] == 0x07)
		*(volatile __u8 *)&threshold = report[1];
	if (report[2] < threshold)
		report[2] = 0;
	return 0;
}

HID_BPF_OPS(jitter_ops) = {
	.hid_device_event = (void *)ignore_jitter,
};
