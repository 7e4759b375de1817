// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What may happen at once on several devices: events, timers and work items that count under locks, atomically and in maps that lose and gain
 * elements. Every count has a twin that must agree with it. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_spin_lock lock;
	__u32 first;
	struct bpf_timer timer;
	struct bpf_wq work;
	__u32 second;
	__u32 fill;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, int); __type(value, struct element); } elements SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, int); __type(value, __u64); } table SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 1024); __uint(value_size, 8); } tokens SEC(".maps");

/* atomics: each is added to once where the other is */
__u64 events, events_again, timers_run, work_run, torn, popped, pushed, injected, inject_errors;

/* Both fields count the same under the lock: different values are a torn update. */
static __always_inline void count(struct element *e)
{
	bool differ;

	bpf_spin_lock(&e->lock);
	differ = e->first != e->second;
	e->first++;
	e->second++;
	bpf_spin_unlock(&e->lock);
	if (differ)
		__sync_fetch_and_add(&torn, 1);
}

static int by_timer(void *map, int *key, struct element *e)
{
	__sync_fetch_and_add(&timers_run, 1);
	count(e);
	bpf_wq_start(&e->work, 0);
	return 0;
}

static int by_work(void *map, int *key, void *value)
{
	struct element *e = value;
	__u64 token;
	struct hid_bpf_ctx *ctx;
	__u8 report[6] = { 1, 0xee };
	int ret;

	__sync_fetch_and_add(&work_run, 1);
	count(e);
	if (!bpf_map_pop_elem(&tokens, &token))
		__sync_fetch_and_add(&popped, 1);
	ctx = hid_bpf_allocate_context(e->fill);
	if (!ctx)
		return 0;
	ret = hid_bpf_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));
	__sync_fetch_and_add(ret ? &inject_errors : &injected, 1);
	hid_bpf_release_context(ctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	int key = hctx->hid->id & 7, other;
	struct element *e = bpf_map_lookup_elem(&elements, &key);
	__u64 one = 1, *v;

	if (!data || !e || source)
		return 0;
	__sync_fetch_and_add(&events, 1);
	count(e);
	e->fill = hctx->hid->id;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_wq_init(&e->work, &elements, 0);
	bpf_timer_set_callback(&e->timer, by_timer);
	bpf_wq_set_callback(&e->work, by_work, 0);
	bpf_timer_start(&e->timer, 1000, 0);
	other = data[1] & 63;
	v = bpf_map_lookup_elem(&table, &other);
	if (v)
		__sync_fetch_and_add(v, 1);
	else
		bpf_map_update_elem(&table, &other, &one, BPF_NOEXIST);
	if (data[2] & 1)
		bpf_map_delete_elem(&table, &other);
	if (!bpf_map_push_elem(&tokens, &one, 0))
		__sync_fetch_and_add(&pushed, 1);
	data[5] = 0x5a;
	__sync_fetch_and_add(&events_again, 1);
	return 0;
}
/* the same program for four devices */
HID_BPF_OPS(device0) = { .hid_device_event = (void *)event };
HID_BPF_OPS(device1) = { .hid_device_event = (void *)event };
HID_BPF_OPS(device2) = { .hid_device_event = (void *)event };
HID_BPF_OPS(device3) = { .hid_device_event = (void *)event };
