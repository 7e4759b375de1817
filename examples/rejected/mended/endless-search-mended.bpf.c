// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the loop counts up to a constant. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(find_end, struct hid_bpf_ctx *hctx)
{
	__u8 *rdesc = hid_bpf_get_data(hctx, 0, HID_RDESC_MAX);

	if (!rdesc)
		return 0;
	for (int at = 0; at < HID_RDESC_MAX; at++) {
		if (rdesc[at] == 0xc0)
			break;
	}
	rdesc[0] = 0x05;
	return 0;
}

HID_BPF_OPS(search) = {
	.hid_rdesc_fixup = (void *)find_end,
};
