// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the program asks the device for the report. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct query_args {
	unsigned int hid;
	__u8 brightness;
	int retval;
};

SEC("syscall")
int read_report(struct query_args *args)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(args->hid);
	__u8 report[2] = { 0x05 };

	if (!hctx)
		return 1;
	if (hid_bpf_hw_request(hctx, report, sizeof(report), HID_FEATURE_REPORT,
			       HID_REQ_GET_REPORT) == sizeof(report))
		args->brightness = report[1];
	hid_bpf_release_context(hctx);
	return 0;
}
