// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a bpf_timer callback runs in interrupt context; talking to the device needs a bpf_wq. */
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
} timers SEC(".maps");

static int turn_off(void *map, int *key, struct element *element)
{
	__u8 report[2] = { 0x05, 0 };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(element->hid);

	if (!hctx)
		return 0;
	hid_bpf_hw_output_report(hctx, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(turn_off_later, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	if (!element)
		return 0;
	element->hid = hctx->hid->id;
	bpf_timer_init(&element->timer, &timers, 1);
	bpf_timer_set_callback(&element->timer, turn_off);
	bpf_timer_start(&element->timer, 1000000000, 0);
	return 0;
}

HID_BPF_OPS(off) = {
	.hid_device_event = (void *)turn_off_later,
};
