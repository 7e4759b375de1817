// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* A loop writes the report back before it is read. */
#include "shapes.h"

static __noinline int put(__u8 *d, __u8 *s)
{
#pragma clang loop unroll(disable)
	for (int i = 0; i < 6; i++) d[i] = s[i];
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	__u8 x[6], c[6];
	if (!d || source) return 0;
	__builtin_memcpy(c, d, 6);
	__builtin_memcpy(x, d, 6);
	x[1] = 0;
	hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, x, sizeof(x));
	put(d, c);
	last = d[3];
	return 0;
}

OPS(f)
