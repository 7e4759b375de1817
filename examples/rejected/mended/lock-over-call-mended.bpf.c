// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the data are got before the lock is taken. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct counter {
	struct bpf_spin_lock lock;
	__u32 events;
	__u32 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct counter);
} counters SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_events, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct counter *counter = bpf_map_lookup_elem(&counters, &key);
	__u8 *report;

	if (!counter)
		return 0;
	report = hid_bpf_get_data(hctx, 0, 1);
	bpf_spin_lock(&counter->lock);
	if (report)
		counter->bytes += report[0];
	counter->events++;
	bpf_spin_unlock(&counter->lock);
	return 0;
}

HID_BPF_OPS(count) = {
	.hid_device_event = (void *)count_events,
};
