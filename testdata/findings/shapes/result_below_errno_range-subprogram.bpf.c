// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: result-below-errno-range
/* Another function decides. */
#include "shapes.h"

static __noinline int verdict(__u8 x)
{
	return x == 9 ? -5000 : 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	if (!d) return 0;
	return verdict(d[1]);
}

OPS(f)
