// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a write to the kernel's struct hid_device, which programs may only read. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(set_product, struct hid_bpf_ctx *hctx)
{
	hctx->hid->product = 0x0002;
	return 0;
}

HID_BPF_OPS(product_ops) = {
	.hid_rdesc_fixup = (void *)set_product,
};
