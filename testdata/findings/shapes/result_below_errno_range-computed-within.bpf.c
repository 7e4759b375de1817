// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* The result is computed, and always an errno. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	if (!d || !d[1]) return 0;
	return -((int)d[1] * 16);
}

OPS(f)
