// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* The buffer is fetched again after the injection: it is the same. */
#include "shapes.h"

EV(f)
{
	__u8 x[6] = { 1 };
	__u8 *d;
	if (source) return 0;
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
	d = hid_bpf_get_data(hctx, 0, 6);
	if (!d) return 0;
	last = d[2];
	return 0;
}

OPS(f)
