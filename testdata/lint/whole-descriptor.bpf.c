// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Puts another descriptor in its place: no patch, and its size is its own.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

static const __u8 fixed_rdesc[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0 };

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data)
		return 0;
	__builtin_memcpy(data, fixed_rdesc, sizeof(fixed_rdesc));
	return sizeof(fixed_rdesc);
}

HID_BPF_OPS(fix) = {
	.hid_rdesc_fixup = (void *)fixup,
};

char _license[] SEC("license") = "Dual BSD/GPL";
