// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A timer whose callback no verifier objects to and nobody can wait for: a loop in a loop, 2^44 rounds. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define CLOCK_MONOTONIC 1
#define ROUNDS (1 << 22)

struct element {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} timers SEC(".maps");

static long inner(__u64 index, void *ctx)
{
	return 0;
}

static long outer(__u64 index, void *ctx)
{
	bpf_loop(ROUNDS, inner, NULL, 0);
	return 0;
}

static int expired(void *map, int *key, struct element *element)
{
	bpf_loop(ROUNDS, outer, NULL, 0);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(start_timer, struct hid_bpf_ctx *hctx)
{
	struct element *element;
	__u32 key = 0;

	element = bpf_map_lookup_elem(&timers, &key);
	if (!element)
		return 0;
	bpf_timer_init(&element->timer, &timers, CLOCK_MONOTONIC);
	bpf_timer_set_callback(&element->timer, expired);
	bpf_timer_start(&element->timer, 0, 0);
	return 0;
}

HID_BPF_OPS(endless_timer) = {
	.hid_device_event = (void *)start_timer,
};
