// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* Injects the buffer itself, twice. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	if (!d || source) return 0;
	d[1] = 0;
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, d, 6);
	d[1] = 1;
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, d, 6);
	return -1;
}

OPS(f)
