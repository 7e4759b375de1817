// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Stores what was never set through a pointer to a value, in a function of its own. */
#include "leaks.h"

__u32 last;

static __attribute__((noinline)) __u32 fresh(void)
{
	__u32 number;

	FRESH(number);
	UNKNOWN(number);
	return number;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(store, struct hid_bpf_ctx *hctx)
{
	last = fresh() + 1;
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)store };
