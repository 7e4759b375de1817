// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 6.12-wq-bh
/* A callback that sleeps, for a work queue that runs in softirq context. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_wq work; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

static int slow(void *map, int *key, void *value)
{
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(1);

	if (ctx)
		hid_bpf_release_context(ctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	int zero = 0;
	struct element *a = bpf_map_lookup_elem(&elements, &zero);

	return a ? bpf_wq_set_callback(&a->work, slow, BPF_F_WQ_BH) & 0 : 0;
}
HID_BPF_OPS(strategies) = { .hid_device_event = (void *)event };
