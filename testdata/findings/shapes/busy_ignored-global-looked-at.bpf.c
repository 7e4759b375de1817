// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* A global function returns the result, and its caller looks. */
#include "shapes.h"

__noinline int send(int hid)
{
	__u8 r[6] = { 1, 2 };
	int ret;
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(hid);
	if (!c) return 0;
	ret = hid_bpf_try_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return ret;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	if (!d || source) return 0;
	last = d[1];
	return -1;
}

SEC("struct_ops.s/hid_rdesc_fixup") int BPF_PROG(fix, struct hid_bpf_ctx *hctx)
{
	if (send(hctx->hid->id) == -16) errors++;
	return 0;
}

HID_BPF_OPS(ops) = { .hid_device_event = (void *)f, .hid_rdesc_fixup = (void *)fix };
