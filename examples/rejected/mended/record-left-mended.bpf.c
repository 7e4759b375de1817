// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: each way out submits or discards the record. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct record {
	__u8 id;
	__u8 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(log_report, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 2);
	struct record *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 0;
	if (!report) {
		bpf_ringbuf_discard(record, 0);
		return 0;
	}
	record->id = report[0];
	record->value = report[1];
	bpf_ringbuf_submit(record, 0);
	return 0;
}

HID_BPF_OPS(report_ops) = {
	.hid_device_event = (void *)log_report,
};
