/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A timer whose callback may sleep, set and armed by an event hook that may not: the case that the proposals of 2024 were about. Who includes
 * this defines SET_SLEEPABLE(timer, callback), INIT_FLAGS, START_FLAGS and DELAY. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz, enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;

SETTER

struct element { struct bpf_timer timer; __u32 value; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, __u32); __type(value, struct element); } timers SEC(".maps");

int id;
__s64 set_result = 1, start_result = 1, cancel_result = 77, request_result = 77, inject_result = 77, self_cancel_result = 77, plain_result = 77;
__u64 sleepable_runs, plain_runs, fired_at;

static int later(void *map, __u32 *key, struct element *e)
{
	__u8 feature[4] = { 1 }, report[9] = { 2 };
	struct hid_bpf_ctx *ctx;

	sleepable_runs++;
	fired_at = bpf_ktime_get_ns();
	self_cancel_result = bpf_timer_cancel(&e->timer);
	ctx = hid_bpf_allocate_context(id);
	if (!ctx)
		return 0;
	request_result = hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	report[1] = e->value;
	inject_result = hid_bpf_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(ctx);
	return 0;
}

static int plain(void *map, __u32 *key, struct element *e)
{
	plain_runs++;
	return 0;
}

struct args { __s64 result; };

SEC("syscall") int setup(struct args *a)
{
	struct element fresh = {}, *e;
	__u32 key = 0;

	bpf_map_update_elem(&timers, &key, &fresh, BPF_ANY);
	e = bpf_map_lookup_elem(&timers, &key);
	a->result = e ? bpf_timer_init(&e->timer, &timers, 1 | INIT_FLAGS) : -2;
	return 0;
}

/* Byte 2: 0 hold the report back and send it on from the callback, 1 cancel, 2 use the plain callback, 3 start with the flags of a plain timer */
SEC("fmod_ret/hid_bpf_device_event")
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	__u32 key = 0;
	struct element *e = bpf_map_lookup_elem(&timers, &key);

	if (!data || !e || data[0] != 1)
		return 0;
	e->value = data[1];
	switch (data[2]) {
	case 0:
		set_result = SET_SLEEPABLE(&e->timer, later);
		start_result = bpf_timer_start(&e->timer, DELAY, START_FLAGS);
		return -1;
	case 1:
		cancel_result = bpf_timer_cancel(&e->timer);
		start_result = bpf_timer_start(&e->timer, DELAY, START_FLAGS);
		break;
	case 2:
		plain_result = bpf_timer_set_callback(&e->timer, plain);
		start_result = bpf_timer_start(&e->timer, 1000, 0);
		break;
	case 3:
		set_result = SET_SLEEPABLE(&e->timer, later);
		start_result = bpf_timer_start(&e->timer, 1000, 0);
		break;
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
