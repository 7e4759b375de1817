// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: result-below-errno-range
/* The result is computed, and always too small. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	if (!d || d[1] < 9) return 0;
	return -((int)d[1] * 1000);
}

OPS(f)
