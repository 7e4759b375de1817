// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A device that says nothing of what it is: a touchscreen with one contact. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

static const __u8 touchscreen[] = {
	0x05, 0x0d,		/* Usage Page (Digitizers) */
	0x09, 0x04,		/* Usage (Touch Screen) */
	0xa1, 0x01,		/* Collection (Application) */
	0x09, 0x22,		/*  Usage (Finger) */
	0xa1, 0x02,		/*  Collection (Logical) */
	0x09, 0x42,		/*   Usage (Tip Switch) */
	0x15, 0x00, 0x25, 0x01,
	0x75, 0x01, 0x95, 0x01,
	0x81, 0x02,		/*   Input (Data,Var,Abs) */
	0x09, 0x51,		/*   Usage (Contact Identifier) */
	0x25, 0x7f,
	0x75, 0x07,
	0x81, 0x02,		/*   Input (Data,Var,Abs) */
	0x05, 0x01,		/*   Usage Page (Generic Desktop) */
	0x26, 0xff, 0x00,
	0x75, 0x08,
	0x09, 0x30,		/*   Usage (X) */
	0x81, 0x02,		/*   Input (Data,Var,Abs) */
	0x09, 0x31,		/*   Usage (Y) */
	0x81, 0x02,		/*   Input (Data,Var,Abs) */
	0xc0,			/*  End Collection */
	0xc0,			/* End Collection */
};

SEC(HID_RDESC_FIXUP_SEC) int BPF_PROG(describe, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, sizeof(touchscreen));

	if (!data)
		return 0;
	__builtin_memcpy(data, touchscreen, sizeof(touchscreen));
	return sizeof(touchscreen);
}
HID_BPF_OPS(ops) = { .hid_rdesc_fixup = (void *)describe };
