// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Changes the report descriptor of Made-up mouse with media keys: written by hidbpf descriptor --edit.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(0x03, HID_GROUP_ANY, 0x1209, 0x0001));

/* everything from the first differing byte on */
static const __u8 changed[] = {
	0x26, 0xe8, 0x03, /*     Logical Maximum (1000) */
	0x75, 0x08, /*     Report Size (8) */
	0x95, 0x03, /*     Report Count (3) */
	0x81, 0x06, /*     Input (Data,Var,Rel) */
	0xc0, /*   End Collection */
	0xc0, /* End Collection */
	0x05, 0x0c, /* Usage Page (Consumer) */
	0x09, 0x01, /* Usage (Consumer Control) */
	0xa1, 0x01, /* Collection (Application) */
	0x85, 0x02, /*   Report ID (2) */
	0x19, 0x00, /*   Usage Minimum (Consumer / 0x00) */
	0x2a, 0xff, 0x03, /*   Usage Maximum (Consumer / 0x3FF) */
	0x15, 0x00, /*   Logical Minimum (0) */
	0x26, 0xff, 0x03, /*   Logical Maximum (1023) */
	0x75, 0x10, /*   Report Size (16) */
	0x95, 0x01, /*   Report Count (1) */
	0x81, 0x00, /*   Input (Data,Arr,Abs) */
	0xc0, /* End Collection */
};

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fix_rdesc, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data)
		return 0;
	/* another firmware or interface, or fixed already: leave it */
	if (hctx->size != 79 ||
	    data[44] != 0x25 ||
	    data[45] != 0x7f)
		return 0;
	__builtin_memcpy(data + 44, changed, sizeof(changed));
	return 80;
}

HID_BPF_OPS(fix) = {
	.hid_rdesc_fixup = (void *)fix_rdesc,
};

char _license[] SEC("license") = "Dual BSD/GPL";
