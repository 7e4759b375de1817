// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Holds reports back, and sends them from a work item without waiting for the input lock. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_wq work; __u8 report[6]; int hid; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

static int send(void *map, int *key, void *value)
{
	struct element *e = value;
	__u8 report[6], feature[4] = { 1 };
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(e->hid);

	if (!ctx)
		return 0;
	__builtin_memcpy(report, e->report, sizeof(report));
	hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
#ifdef FIXED
	if (hid_bpf_try_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report)) == -16)
		bpf_wq_start(&e->work, 0);
#else
	hid_bpf_try_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));
#endif
	hid_bpf_release_context(ctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(hold, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	if (!data || !e || source || data[0] != 1 || data[1] != 2)
		return 0;
	__builtin_memcpy(e->report, data, 6);
	e->hid = hctx->hid->id;
	bpf_wq_init(&e->work, &elements, 0);
	if (bpf_wq_set_callback(&e->work, send, 0) || bpf_wq_start(&e->work, 0))
		return 0;
	return -1;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)hold };
