// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Writes a byte of the stack that was never set into the report. */
#include "leaks.h"

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(change, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 3);
	__u8 table[8];

	if (!data)
		return 0;
	FRESH(table);
	table[0] = 5;
	UNKNOWN(table);
	data[1] = table[0];
	data[2] = table[3] & 0x7f;
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)change };
