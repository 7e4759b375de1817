// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Does not wait. */
#include "shapes.h"

SEC("struct_ops.s/hid_rdesc_fixup") int BPF_PROG(fix, struct hid_bpf_ctx *hctx)
{
	__u8 r[6] = { 1 };
	if (hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, r, 6)) errors++;
	return 0;
}

HID_BPF_OPS(ops) = { .hid_rdesc_fixup = (void *)fix };
