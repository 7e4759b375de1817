// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Drops the event or not, by a flag that was never set. */
#include "leaks.h"

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(drop, struct hid_bpf_ctx *hctx)
{
	int flag;

	FRESH(flag);
	UNKNOWN(flag);
	return flag ? -1 : 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)drop };
