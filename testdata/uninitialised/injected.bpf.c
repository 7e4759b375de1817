// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Injects a report of which only the first two bytes are set. */
#include "leaks.h"

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(inject, struct hid_bpf_ctx *hctx, enum hid_report_type type,
				       __u64 source)
{
	__u8 report[3];

	if (source)
		return 0;
	FRESH(report);
	report[0] = 1;
	report[1] = 2;
	UNKNOWN(report);
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)inject };
