// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Fern Mouse (1209:0c02): it has five buttons and sends them, but its descriptor knows of three, and
 * calls the bits of the others padding. Three bytes of the descriptor are patched; reports stay as they are.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c02)
);

#define RDESC_SIZE 64

/* Bytes of the descriptor, and what stands there. */
#define LAST_BUTTON 15		/* Usage Maximum (Button 3) */
#define BUTTONS 23		/* Report Count (3) */
#define PADDING 27		/* Report Size (5) */

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(add_buttons, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, RDESC_SIZE);

	if (!data || hctx->size != RDESC_SIZE)
		return 0;
	/* A later firmware may know of its buttons. */
	if (data[LAST_BUTTON] != 3 || data[BUTTONS] != 3 || data[PADDING] != 5)
		return 0;
	data[LAST_BUTTON] = 5;
	data[BUTTONS] = 5;
	data[PADDING] = 3;
	return 0;
}

HID_BPF_OPS(missing_buttons) = {
	.hid_rdesc_fixup = (void *)add_buttons,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE && args->rdesc[BUTTONS] == 3 ? 0 : -EINVAL;
	return 0;
}
