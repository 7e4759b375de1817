// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: a work queue runs its callback where code may sleep; a timer starts it. */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_timer timer;
	struct bpf_wq work;
	unsigned int hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} timers SEC(".maps");

static int turn_off(void *map, int *key, void *value)
{
	__u8 report[2] = { 0x05, 0 };
	struct element *element = value;
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(element->hid);

	if (!hctx)
		return 0;
	hid_bpf_hw_output_report(hctx, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}

static int expired(void *map, int *key, struct element *element)
{
	bpf_wq_start(&element->work, 0);
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
	bpf_wq_init(&element->work, &timers, 0);
	bpf_wq_set_callback(&element->work, turn_off, 0);
	bpf_timer_init(&element->timer, &timers, 1);
	bpf_timer_set_callback(&element->timer, expired);
	bpf_timer_start(&element->timer, 1000000000, 0);
	return 0;
}

HID_BPF_OPS(off) = {
	.hid_device_event = (void *)turn_off_later,
};
