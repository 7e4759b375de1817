// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: result-below-errno-range
/* The result is a constant in .rodata. */
#include "shapes.h"

static const volatile int result = -4096;

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	if (!d || d[1] != 9) return 0;
	return result;
}

OPS(f)
