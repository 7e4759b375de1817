// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Gives every descriptor the size of one. Mended.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data)
		return 0;
	if (hctx->size < 87)
		return 0;
	data[0] = 0x05;
	return 87;
}

HID_BPF_OPS(fix) = {
	.hid_rdesc_fixup = (void *)fixup,
};

char _license[] SEC("license") = "Dual BSD/GPL";
