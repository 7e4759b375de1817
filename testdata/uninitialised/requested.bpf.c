// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Asks the device for a feature report with a buffer of which only the id is set, and sets it. */
#include "leaks.h"

SEC("syscall") int probe(struct hid_bpf_probe_args *args)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(args->hid);
	__u8 report[4];

	args->retval = 0;
	if (!hctx)
		return 0;
	FRESH(report);
	report[0] = 1;
	UNKNOWN(report);
	hid_bpf_hw_request(hctx, report, 3, HID_FEATURE_REPORT, HID_REQ_SET_REPORT);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(nothing, struct hid_bpf_ctx *hctx)
{
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)nothing };
