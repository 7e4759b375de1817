// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Drops reports with byte 1 = 9, with a number that is no errno. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(drop, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);

	if (!data || data[1] != 9)
		return 0;
#ifdef FIXED
	return -4095;
#else
	return -4096;
#endif
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)drop };
