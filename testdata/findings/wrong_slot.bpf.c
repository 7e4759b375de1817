// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A function made for events in the slot for requests: it never sees an event. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(fix_event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (data && data[0] == 1)
		data[3] = 0;
	return 0;
}

HID_BPF_OPS(slots) = {
	.hid_hw_request = (void *)fix_event,
};
