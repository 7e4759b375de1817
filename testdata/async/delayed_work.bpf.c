// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Delayed work as the first proposal had it: reports are queued by the event hook, and programs of hid_bpf_offload share what happens later. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;
extern bool hid_bpf_schedule_delayed_work(struct hid_bpf_ctx *ctx, unsigned int delay_ms) __ksym;

struct report { __u8 bytes[6]; };
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __uint(value_size, sizeof(struct report)); } reports SEC(".maps");

__u32 seen[8], seen_count, offloads, data_in_offload;
__u32 scheduled[8], events;
int id, injected = 1;

static void note(__u32 value)
{
	__u32 at = seen_count++;

	if (at < 8)
		seen[at] = value;
}

/* Byte 2 is the delay in 10 ms, byte 3 how often it is asked for. */
SEC("fmod_ret/hid_bpf_device_event")
int BPF_PROG(defer, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	struct report r;
	__u32 at;

	if (!data || data[0] != 1)
		return 0;
	__builtin_memcpy(&r, data, 6);
	bpf_map_push_elem(&reports, &r, 0);
	at = events++;
	if (at < 8)
		scheduled[at] = hid_bpf_schedule_delayed_work(hctx, data[2] * 10);
	return -1;
}

SEC("fmod_ret.s/hid_bpf_offload")
int BPF_PROG(notify, struct hid_bpf_ctx *hctx)
{
	struct report r;

	offloads++;
	if (hid_bpf_get_data(hctx, 0, 1))
		data_in_offload++;
	if (bpf_map_pop_elem(&reports, &r))
		return -1;
	note(r.bytes[1]);
	return 0;
}

/* Before all others: sends the oldest report on as one of id 2, and comes again. */
SEC("fmod_ret.s/hid_bpf_offload")
int BPF_PROG(inject, struct hid_bpf_ctx *hctx)
{
	struct report r;
	struct hid_bpf_ctx *own;
	__u8 out[9] = { 2 };

	if (bpf_map_peek_elem(&reports, &r))
		return -1;
	own = hid_bpf_allocate_context(id);
	if (!own)
		return -1;
	out[1] = r.bytes[1];
	injected = hid_bpf_input_report(own, HID_INPUT_REPORT, out, sizeof(out));
	hid_bpf_schedule_delayed_work(hctx, 5);
	hid_bpf_release_context(own);
	return injected < 0 ? injected : 0;
}

/* One event becomes several: 10 more each time, below 60. */
SEC("fmod_ret.s/hid_bpf_offload")
int BPF_PROG(multiply, struct hid_bpf_ctx *hctx)
{
	struct report r;

	if (bpf_map_peek_elem(&reports, &r))
		return 0;
	r.bytes[1] += 10;
	if (r.bytes[1] < 60)
		bpf_map_push_elem(&reports, &r, 0);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
