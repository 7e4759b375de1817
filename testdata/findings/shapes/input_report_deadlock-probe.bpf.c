// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* The loader waits, which holds no lock. */
#include "shapes.h"

SEC("syscall") int probe(struct hid_bpf_probe_args *a)
{
	__u8 r[6] = { 1 };
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(a->hid);
	a->retval = 0;
	if (!c) return 0;
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	return 0;
}

OPS(f)
