// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 6.12-wq-bh
/* Two work queues of different strategy: one in softirq context, one that may sleep. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_wq work; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 2); __type(key, int); __type(value, struct element); } elements SEC(".maps");

int id, runs[2], order[4], count, answered;
__s64 results[6];

static int soft(void *map, int *key, void *value)
{
	runs[0]++;
	order[count++ & 3] = 1;
	return 0;
}

static int slow(void *map, int *key, void *value)
{
	__u8 feature[4] = { 1 };
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(id);

	runs[1]++;
	order[count++ & 3] = 2;
	if (!ctx)
		return 0;
	answered = hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(ctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	int zero = 0, one = 1;
	struct element *a = bpf_map_lookup_elem(&elements, &zero), *b = bpf_map_lookup_elem(&elements, &one);

	if (!a || !b)
		return 0;
	results[0] = bpf_wq_init(&a->work, &elements, BPF_F_WQ_BH);
	results[1] = bpf_wq_init(&b->work, &elements, 0);
	results[2] = bpf_wq_set_callback(&a->work, soft, 0);
	results[3] = bpf_wq_set_callback(&a->work, soft, BPF_F_WQ_BH);
	results[4] = bpf_wq_set_callback(&b->work, slow, 0);
	results[5] = bpf_wq_start(&b->work, 0) | bpf_wq_start(&a->work, 0) | bpf_wq_start(&a->work, 0);
	return 0;
}
HID_BPF_OPS(strategies) = { .hid_device_event = (void *)event };
