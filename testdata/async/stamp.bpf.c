// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Puts its number behind those of the programs that saw the event before, and counts: who got the report knows which programs ran, how
 * often, and in which order. Each event starts a timer, whose callback starts a work item, which injects a report: callbacks are under way
 * when the program is taken away. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define MOST 16

struct report {
	__u8 id;
	__u8 count;
	__u32 sequence;
	__u16 numbers[MOST];
} __attribute__((packed));

struct element {
	struct bpf_timer timer;
	struct bpf_wq work;
	__u32 hid;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

/* set by who loads it */
volatile __u32 number, injects, asks;
__u64 seen, timers_run, work_run, injected;

static int by_work(void *map, int *key, void *value)
{
	struct element *e = value;
	struct report report = { .id = 1, .count = 0xff };
	struct hid_bpf_ctx *ctx;

	__sync_fetch_and_add(&work_run, 1);
	ctx = hid_bpf_allocate_context(e->hid);
	if (!ctx)
		return 0;
	if (asks) {
		__u8 buffer[4] = { 1 };

		hid_bpf_hw_request(ctx, buffer, sizeof(buffer), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	}
	if (injects && !hid_bpf_input_report(ctx, HID_INPUT_REPORT, (__u8 *)&report, sizeof(report)))
		__sync_fetch_and_add(&injected, 1);
	hid_bpf_release_context(ctx);
	return 0;
}

static int by_timer(void *map, int *key, struct element *e)
{
	__sync_fetch_and_add(&timers_run, 1);
	bpf_wq_start(&e->work, 0);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(stamp_event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	struct report *report = (struct report *)hid_bpf_get_data(hctx, 0, sizeof(struct report));
	int key = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &key);
	__u8 count;

	if (!report || !e || source)
		return 0;
	count = report->count;
	if (count < MOST) {
		report->numbers[count] = number;
		report->count = count + 1;
	}
	__sync_fetch_and_add(&seen, 1);
	e->hid = hctx->hid->id;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_wq_init(&e->work, &elements, 0);
	bpf_timer_set_callback(&e->timer, by_timer);
	bpf_wq_set_callback(&e->work, by_work, 0);
	bpf_timer_start(&e->timer, 1000, 0);
	return 0;
}
HID_BPF_OPS(stamp) = { .hid_device_event = (void *)stamp_event };

/* the same for a descriptor that gets another usage of its collection */
SEC(HID_RDESC_FIXUP_SEC) int BPF_PROG(other_usage, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 5);

	if (data)
		data[4] = 0x77;
	return 0;
}
HID_BPF_OPS(stamp_fixup) = { .hid_device_event = (void *)stamp_event, .hid_rdesc_fixup = (void *)other_usage };

/* and in front of the others */
HID_BPF_OPS(stamp_first) = { .hid_device_event = (void *)stamp_event, .flags = 8 /* BPF_F_BEFORE */ };
