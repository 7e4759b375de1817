// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts events in a hash map; the padding of the value is never set. */
#include "leaks.h"

struct value {
	__u8 count;
	__u32 time;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct value);
} counts SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(count, struct hid_bpf_ctx *hctx)
{
	struct value value;
	__u32 key = 1;

	FRESH(value);
	value.count = 1;
	value.time = 2;
	UNKNOWN(value);
	bpf_map_update_elem(&counts, &key, &value, BPF_ANY);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)count };
