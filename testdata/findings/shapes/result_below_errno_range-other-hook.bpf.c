// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Only the event hook is taken for a pointer. */
#include "shapes.h"

SEC(HID_RDESC_FIXUP_SEC) int BPF_PROG(fix, struct hid_bpf_ctx *hctx)
{
	return -100000;
}

HID_BPF_OPS(ops) = { .hid_rdesc_fixup = (void *)fix };
