// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Changes the report descriptor of Made-up mouse with media keys: written by hidbpf descriptor --edit.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(0x03, HID_GROUP_ANY, 0x1209, 0x0001));

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fix_rdesc, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data)
		return 0;
	/* another firmware or interface, or fixed already: leave it */
	if (hctx->size != 79 ||
	    data[70] != 0xff ||
	    data[71] != 0x03)
		return 0;
	data[70] = 0x64; /* was 0xff: Logical Maximum (100) */
	data[71] = 0x00; /* was 0x03: Logical Maximum (100) */
	return 0;
}

HID_BPF_OPS(fix) = {
	.hid_rdesc_fixup = (void *)fix_rdesc,
};

char _license[] SEC("license") = "Dual BSD/GPL";
