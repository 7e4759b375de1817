// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the field is read only where the kernel has it. */
#include "hid_bpf_program.h"
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "Dual BSD/GPL";

struct hid_bpf_ctx___before_6_11 {
	__u32 index;
} __attribute__((preserve_access_index));

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(by_index, struct hid_bpf_ctx *hctx)
{
	struct hid_bpf_ctx___before_6_11 *old = (void *)hctx;

	if (!bpf_core_field_exists(old->index))
		return 0;
	return old->index ? -EINVAL : 0;
}

HID_BPF_OPS(indexed) = {
	.hid_device_event = (void *)by_index,
};
