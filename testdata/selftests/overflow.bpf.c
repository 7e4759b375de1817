// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Asks for more data than a size can say: the sum of offset and size wraps. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

__u32 saw_null;

SEC(HID_RDESC_FIXUP_SEC) int BPF_PROG(overflow, struct hid_bpf_ctx *hctx)
{
	saw_null = hid_bpf_get_data(hctx, 2, ~0ULL) ? 2 : 1;
	return 0;
}
#ifndef HID_BPF_TRACING
HID_BPF_OPS(overflows) = { .hid_rdesc_fixup = (void *)overflow };
#endif
