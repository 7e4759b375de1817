// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* One of two paths injects; both come to where the event is read. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	__u8 x[6] = { 1 }, b;
	if (!d || source) return 0;
	b = d[2];
	if (d[1] == 7) {
		hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
	}
	runs++;
	if (b == 3) errors++;
	last = d[3];
	return 0;
}

OPS(f)
