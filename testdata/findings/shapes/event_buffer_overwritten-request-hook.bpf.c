// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* In a request hook the data is the request's, which no injection touches. */
#include "shapes.h"

SEC("struct_ops.s/hid_hw_request") int BPF_PROG(rq, struct hid_bpf_ctx *hctx, unsigned char rn, enum hid_report_type type, enum hid_class_request rt, __u64 source)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	__u8 x[6] = { 1 };
	if (!d) return 0;
	if (hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x))) errors++;
	last = d[1];
	return 0;
}

HID_BPF_OPS(ops) = { .hid_hw_request = (void *)rq };
