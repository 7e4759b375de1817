// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: the timer lies in one map, and bpf_timer_init() is told another. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_timer timer;
	unsigned int hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} presses SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} releases SEC(".maps");

static int expired(void *map, int *key, struct element *element)
{
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(start_timer, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct element *element = bpf_map_lookup_elem(&releases, &key);

	if (!element)
		return 0;
	bpf_timer_init(&element->timer, &presses, 1);
	bpf_timer_set_callback(&element->timer, expired);
	bpf_timer_start(&element->timer, 50000000, 0);
	return 0;
}

HID_BPF_OPS(timer_ops) = {
	.hid_device_event = (void *)start_timer,
};
