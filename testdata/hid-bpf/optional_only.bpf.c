// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Everything in it is optional. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(nothing, struct hid_bpf_ctx *hctx)
{
	return 0;
}

SEC("?.struct_ops.link") struct hid_bpf_ops maybe = {
	.hid_device_event = (void *)nothing,
};
