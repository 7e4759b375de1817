// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the descriptor is changed instead, whose fields drivers read. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(set_product, struct hid_bpf_ctx *hctx)
{
	__u8 *rdesc = hid_bpf_get_data(hctx, 0, 2);

	if (!rdesc)
		return 0;
	rdesc[1] = 0x0c;
	return 0;
}

HID_BPF_OPS(product_ops) = {
	.hid_rdesc_fixup = (void *)set_product,
};
