// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sends its structure through a ring buffer, padding and all. */
#include "leaks.h"

struct record {
	__u8 kind;
	__u32 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(tell, struct hid_bpf_ctx *hctx)
{
	struct record record;

	FRESH(record);
	record.kind = 1;
	record.value = 2;
	UNKNOWN(record);
	bpf_ringbuf_output(&records, &record, sizeof(record), 0);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)tell };
