// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a hook's context is kept for later in a map; it is only valid inside of the hook. */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_wq work;
	struct hid_bpf_ctx *hctx;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} later SEC(".maps");

static int send_later(void *map, int *key, void *value)
{
	__u8 report[2] = { 0x05, 1 };
	struct element *element = value;

	hid_bpf_hw_output_report(element->hctx, report, sizeof(report));
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(light_up, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct element *element = bpf_map_lookup_elem(&later, &key);

	if (!element)
		return 0;
	element->hctx = hctx;
	bpf_wq_init(&element->work, &later, 0);
	bpf_wq_set_callback(&element->work, send_later, 0);
	bpf_wq_start(&element->work, 0);
	return 0;
}

HID_BPF_OPS(light) = {
	.hid_device_event = (void *)light_up,
};
