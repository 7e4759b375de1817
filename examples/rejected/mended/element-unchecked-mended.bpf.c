// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: what may be NULL is tested. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct counter {
	__u32 events;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, struct counter);
} counters SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_reports, struct hid_bpf_ctx *hctx)
{
	int id = hctx->hid->id;
	struct counter *counter = bpf_map_lookup_elem(&counters, &id);

	if (!counter)
		return 0;
	counter->events++;
	return 0;
}

HID_BPF_OPS(reports_ops) = {
	.hid_device_event = (void *)count_reports,
};
