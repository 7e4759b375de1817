// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A timer that starts itself again forever. Mended.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

struct element {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} elements SEC(".maps");

int left;

static int tick(void *map, int *key, struct element *element)
{
	if (--left <= 0)
		return 0;
	bpf_timer_start(&element->timer, 10000000, 0);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	struct element *element = bpf_map_lookup_elem(&elements, &(__u32){0});

	if (!element)
		return 0;
	left = 5;
	if (!bpf_timer_init(&element->timer, &elements, 1))
		bpf_timer_set_callback(&element->timer, tick);
	bpf_timer_start(&element->timer, 10000000, 0);
	return 0;
}

HID_BPF_OPS(fix) = {
	.hid_device_event = (void *)event,
};

char _license[] SEC("license") = "Dual BSD/GPL";
