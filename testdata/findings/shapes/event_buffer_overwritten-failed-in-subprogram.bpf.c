// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Another function says whether the injection failed; then the buffer is what it was. */
#include "shapes.h"

static __noinline int inject(struct hid_bpf_ctx *hctx)
{
	__u8 x[6] = { 1 };
	int r = hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
	return r < 0 ? 0 : 1;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	if (!d || source) return 0;
	if (!inject(hctx)) last = d[1];
	return 0;
}

OPS(f)
