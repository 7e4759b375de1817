// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads a member of an object that was just allocated, and puts it into the report. */
#include "leaks.h"
#include <bpf/bpf_core_read.h>

struct node {
	long value;
	long other;
};

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

__u64 last;

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(make, struct hid_bpf_ctx *hctx)
{
	struct node *node = bpf_obj_new_impl(bpf_core_type_id_local(struct node), NULL);

	if (!node)
		return 0;
	node->value = 1;
#ifdef FIXED
	node->other = 2;
#endif
	last = node->value + node->other;
	bpf_obj_drop_impl(node, NULL);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)make };
