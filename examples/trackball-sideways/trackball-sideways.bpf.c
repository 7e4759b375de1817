// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bracken Trackball (1209:0c01): its sensor was built in a quarter turn round. To the right it says
 * up, away from the user it says right.
 *
 * X and Y have 12 bits each, in three bytes: the low eight bits of X; its high four and the low four
 * of Y; the high eight of Y.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c01)
);

#define RDESC_SIZE 66

/* Input report 1: id, buttons, X and Y, wheel. */
#define REPORT_ID 1
#define REPORT_SIZE 6
#define X_LOW 2
#define X_HIGH_Y_LOW 3
#define Y_HIGH 4

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(turn_back, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, REPORT_SIZE);
	__u16 x, y, right, down;

	if (!data || hctx->size != REPORT_SIZE || data[0] != REPORT_ID)
		return 0;
	x = data[X_LOW] | (data[X_HIGH_Y_LOW] & 0x0f) << 8;
	y = data[X_HIGH_Y_LOW] >> 4 | data[Y_HIGH] << 4;

	/* To the right was up, which is -Y; away from the user, -Y, was right. In two's complement a number of
	 * 12 bits is turned round without a look at its sign. */
	right = -y;
	down = -x;

	data[X_LOW] = right;
	data[X_HIGH_Y_LOW] = (right >> 8 & 0x0f) | (down & 0x0f) << 4;
	data[Y_HIGH] = down >> 4;
	return 0;
}

HID_BPF_OPS(trackball_sideways) = {
	.hid_device_event = (void *)turn_back,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
