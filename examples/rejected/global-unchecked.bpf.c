// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a global function is verified for every pointer, NULL too; a static one is not. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct axes {
	__s8 x;
	__s8 y;
};

__noinline int length(struct axes *axes)
{
	return axes->x * axes->x + axes->y * axes->y;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(dead_zone, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 3);
	struct axes axes;

	if (!report)
		return 0;
	axes.x = report[1];
	axes.y = report[2];
	if (length(&axes) < 16)
		report[1] = report[2] = 0;
	return 0;
}

HID_BPF_OPS(zone_ops) = {
	.hid_device_event = (void *)dead_zone,
};
