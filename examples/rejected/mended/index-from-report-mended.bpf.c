// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the index is compared with the length before. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

__u8 keymap[64];

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(translate_key, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 8);

	if (!report)
		return 0;
	if (report[2] < sizeof(keymap))
		report[2] = keymap[report[2]];
	return 0;
}

HID_BPF_OPS(keys) = {
	.hid_device_event = (void *)translate_key,
};
