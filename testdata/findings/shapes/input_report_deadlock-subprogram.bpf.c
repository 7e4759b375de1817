// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: input-report-deadlock
/* Another function injects. */
#include "shapes.h"

static __noinline int send(int hid)
{
	__u8 r[6] = { 1 };
	int x;
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(hid);
	if (!c) return 0;
	x = hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return x;
}

SEC("struct_ops.s/hid_rdesc_fixup") int BPF_PROG(fix, struct hid_bpf_ctx *hctx)
{
	send(hctx->hid->id);
	return 0;
}

HID_BPF_OPS(ops) = { .hid_rdesc_fixup = (void *)fix };
