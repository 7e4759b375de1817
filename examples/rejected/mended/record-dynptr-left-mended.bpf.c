// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the dynptr is discarded where there was no room, too. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(log_bytes, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 8);
	struct bpf_dynptr record;

	if (!report)
		return 0;
	if (bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record)) {
		bpf_ringbuf_discard_dynptr(&record, 0);
		return 0;
	}
	bpf_dynptr_write(&record, 0, report, 8, 0);
	bpf_ringbuf_submit_dynptr(&record, 0);
	return 0;
}

HID_BPF_OPS(bytes_ops) = {
	.hid_device_event = (void *)log_bytes,
};
