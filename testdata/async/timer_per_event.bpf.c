// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Starts a timer on every event of any device: what `hidbpf run` is measured with on long recordings.
 * One timer runs out before the next event of a device of 1 kHz comes, the other never does while
 * events come.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define CLOCK_MONOTONIC 1
#define USEC 1000ull

struct element {
	struct bpf_timer soon;
};

struct idle_element {
	struct bpf_timer idle;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} soon SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct idle_element);
} idle SEC(".maps");

__u64 events, expired, rests;

static int soon_over(void *map, int *key, struct element *element)
{
	expired++;
	return 0;
}

static int at_rest(void *map, int *key, struct idle_element *element)
{
	rests++;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_events, struct hid_bpf_ctx *hctx)
{
	struct idle_element *at_idle;
	struct element *element;
	__u32 key = 0;

	element = bpf_map_lookup_elem(&soon, &key);
	at_idle = bpf_map_lookup_elem(&idle, &key);
	if (!element || !at_idle)
		return 0;
	if (!events) {
		bpf_timer_init(&element->soon, &soon, CLOCK_MONOTONIC);
		bpf_timer_set_callback(&element->soon, soon_over);
		bpf_timer_init(&at_idle->idle, &idle, CLOCK_MONOTONIC);
		bpf_timer_set_callback(&at_idle->idle, at_rest);
	}
	events++;
	bpf_timer_start(&element->soon, 500 * USEC, 0);
	bpf_timer_start(&at_idle->idle, 20000 * USEC, 0);
	return 0;
}

HID_BPF_OPS(timer_per_event) = {
	.hid_device_event = (void *)count_events,
};
