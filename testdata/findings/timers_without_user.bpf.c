// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A timer that must outlive its loader: its map is kept by a descriptor only, or pinned. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#ifdef FIXED
#define PINNED __uint(pinning, LIBBPF_PIN_BY_NAME);
#else
#define PINNED
#endif

struct element { struct bpf_timer timer; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); PINNED __type(key, int); __type(value, struct element); } elements SEC(".maps");

__u32 runs;

static int count(void *map, int *key, struct element *e)
{
	runs++;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(arm, struct hid_bpf_ctx *hctx)
{
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	if (!e)
		return 0;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_timer_set_callback(&e->timer, count);
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)arm };
