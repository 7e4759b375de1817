// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A function that its author forgot to put into the map. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(forgotten, struct hid_bpf_ctx *hctx)
{
	return 0;
}

HID_BPF_OPS(hooks) = {
	.hid_rdesc_fixup = (void *)fixup,
};
