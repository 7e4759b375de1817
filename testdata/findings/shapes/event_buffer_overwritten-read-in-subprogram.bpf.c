// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* Another function reads. */
#include "shapes.h"

static __noinline int sum(__u8 *d)
{
	return d[0] + d[1] + d[2];
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	__u8 x[6] = { 1 };
	if (!d || source) return 0;
	if (hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x)) == 0) runs++;
	last = sum(d);
	return 0;
}

OPS(f)
