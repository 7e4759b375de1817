// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: event-buffer-overwritten
/* Each round reads what the injection of the round before overwrote. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	__u8 x[6] = { 1 };
	if (!d || source) return 0;
#pragma clang loop unroll(disable)
	for (int i = 1; i < 6; i++) {
		x[1] = d[i];
		hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
	}
	return -1;
}

OPS(f)
