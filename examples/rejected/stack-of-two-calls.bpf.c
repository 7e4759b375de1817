// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: 300 bytes of local variables here, 300 in the function called: 512 are for both. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

static __noinline int key_of(struct hid_device *hid)
{
	__u8 name[300];

	if (bpf_probe_read_kernel(name, sizeof(name), hid))
		return 0;
	return name[0] ^ name[299];
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(remember_device, struct hid_bpf_ctx *hctx)
{
	__u8 copy[300];
	int key = key_of(hctx->hid);

	if (bpf_probe_read_kernel(copy, sizeof(copy), hctx->hid))
		return 0;
	return copy[key & 0xff] == 0xff ? -1 : 0;
}

HID_BPF_OPS(device_ops) = {
	.hid_device_event = (void *)remember_device,
};
