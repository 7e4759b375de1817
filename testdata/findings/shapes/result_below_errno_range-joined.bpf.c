// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: result-below-errno-range
/* Several paths set the result and go on together. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	int ret = 0;
	if (!d) return 0;
	if (d[1] == 1) { runs++; ret = -1; }
	else if (d[1] == 2) { runs += 2; ret = -22; }
	else if (d[1] == 3) { runs += 3; ret = -5000; }
	if (d[2] == 1) errors++;
	if (d[3] == 1) errors += 2;
	last = d[4];
	errors += d[5];
	return ret;
}

OPS(f)
