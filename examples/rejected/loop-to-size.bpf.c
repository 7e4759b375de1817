// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a loop that ends at the size of the report, not at what was asked for. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(invert_report, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 8);

	if (!report)
		return 0;
	for (int i = 0; i < hctx->size; i++)
		report[i] = ~report[i];
	return 0;
}

HID_BPF_OPS(report_ops) = {
	.hid_device_event = (void *)invert_report,
};
