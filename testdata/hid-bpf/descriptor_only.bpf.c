// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Repairs the report descriptor of a mouse and leaves its events alone: X and Y may be up to 127
 * instead of 1. Its probe wants that descriptor.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x1209, 0x0b1d));

#define LENGTH 53
#define LOGICAL_MAXIMUM 36

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(widen, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, LENGTH);

	if (data && data[LOGICAL_MAXIMUM] == 0x25)
		data[LOGICAL_MAXIMUM + 1] = 0x7f;
	return 0;
}

HID_BPF_OPS(widen_mouse) = {
	.hid_rdesc_fixup = (void *)widen,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *ctx)
{
	ctx->retval = ctx->rdesc_size == LENGTH ? 0 : -EINVAL;
	return 0;
}
