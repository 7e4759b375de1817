// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Turns one report into two and looks at the first after it has injected the second. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

__u32 last;

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(split, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6), copy[6], extra[6];

	if (!data || source || data[0] != 1)
		return 0;
	__builtin_memcpy(copy, data, 6);
	__builtin_memcpy(extra, data, 6);
	extra[1] = 0;
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, extra, sizeof(extra));
#ifdef FIXED
	__builtin_memcpy(data, copy, 6);
#endif
	last = data[1];
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)split };
