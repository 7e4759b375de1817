// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* Another function injects. */
#include "shapes.h"

static __noinline int inject(struct hid_bpf_ctx *hctx, __u8 b)
{
	__u8 x[6] = { 1, b };
	return hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	if (!d || source) return 0;
	inject(hctx, d[1]);
	last = d[2];
	return 0;
}

OPS(f)
