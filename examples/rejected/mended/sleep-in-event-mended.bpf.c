// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the event hook defers the request to a work queue. */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_wq work;
	unsigned int hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} later SEC(".maps");

static int ask(void *map, int *key, void *value)
{
	__u8 request[4] = { 0x07 };
	struct element *element = value;
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(element->hid);

	if (!hctx)
		return 0;
	hid_bpf_hw_request(hctx, request, sizeof(request), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(refresh_battery, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct element *element = bpf_map_lookup_elem(&later, &key);

	if (!element)
		return 0;
	element->hid = hctx->hid->id;
	bpf_wq_init(&element->work, &later, 0);
	bpf_wq_set_callback(&element->work, ask, 0);
	bpf_wq_start(&element->work, 0);
	return 0;
}

HID_BPF_OPS(battery) = {
	.hid_device_event = (void *)refresh_battery,
};
