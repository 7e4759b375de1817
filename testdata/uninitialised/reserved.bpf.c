// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reserves a record in a ring buffer and sets only a part: the rest is what older records left. */
#include "leaks.h"

struct record {
	__u32 kind;
	__u32 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(tell, struct hid_bpf_ctx *hctx)
{
	struct record *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 0;
	record->kind = 1;
#ifdef FIXED
	record->value = 2;
#endif
	bpf_ringbuf_submit(record, 0);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)tell };
