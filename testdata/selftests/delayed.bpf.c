// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: rfc-v1
/* Delayed work of the first proposal, as its own tests had it: reports wait in a queue, what becomes of them is told through a ring buffer. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz, enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern bool hid_bpf_schedule_delayed_work(struct hid_bpf_ctx *ctx, unsigned int delay_ms) __ksym;

char _license[] SEC("license") = "Dual BSD/GPL";

struct report { __u8 bytes[9]; };
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __uint(value_size, sizeof(struct report)); } waiting SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } told SEC(".maps");

int id;
__s64 injected = 77, asked = 77;

/* Byte 2: delay in milliseconds. */
SEC("fmod_ret/hid_bpf_device_event") int BPF_PROG(defer_one, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	struct report r = { { 2 } };

	if (!data || data[0] != 1)
		return 0;
	r.bytes[1] = data[1];
	bpf_map_push_elem(&waiting, &r, 0);
	hid_bpf_schedule_delayed_work(hctx, data[2]);
	return -1;
}

SEC("fmod_ret/hid_bpf_device_event") int BPF_PROG(defer_two, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	int i;

	if (!data || data[0] != 1)
		return 0;
	for (i = 1; i < 3; i++) {
		struct report r = { { 2, i, 2 + 2 * i } };

		bpf_map_push_elem(&waiting, &r, 0);
	}
	hid_bpf_schedule_delayed_work(hctx, 10);
	return -1;
}

/* Asks the device, whose answer goes into the report that is next. */
static __u8 answer;

SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(ask, struct hid_bpf_ctx *hctx)
{
	struct hid_bpf_ctx *own = hid_bpf_allocate_context(id);
	__u8 buf[2] = { 1 };

	if (!own)
		return -1;
	asked = hid_bpf_hw_request(own, buf, sizeof(buf), HID_INPUT_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(own);
	answer = asked == 2 ? buf[1] : 0;
	return 0;
}

/* Sends what is next, and comes again after 10 ms; tries again after 5 ms when the device is busy. */
SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(send, struct hid_bpf_ctx *hctx)
{
	struct report r;
	struct hid_bpf_ctx *own;

	if (bpf_map_peek_elem(&waiting, &r))
		return -1;
	own = hid_bpf_allocate_context(id);
	if (!own)
		return -1;
	r.bytes[1] += answer;
	injected = hid_bpf_input_report(own, HID_INPUT_REPORT, r.bytes, sizeof(r.bytes));
	hid_bpf_release_context(own);
	hid_bpf_schedule_delayed_work(hctx, injected < 0 ? 5 : 10);
	return injected < 0 ? injected : 0;
}

/* One report becomes several: 10 more each time, below 60. */
SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(multiply, struct hid_bpf_ctx *hctx)
{
	struct report r;

	if (bpf_map_peek_elem(&waiting, &r))
		return 0;
	r.bytes[1] += 10;
	if (r.bytes[1] < 60)
		bpf_map_push_elem(&waiting, &r, 0);
	return 0;
}

SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(tell, struct hid_bpf_ctx *hctx)
{
	struct report r;

	if (bpf_map_pop_elem(&waiting, &r))
		return 0;
	r.bytes[1] += answer;
	bpf_ringbuf_output(&told, &r.bytes[1], 1, 0);
	return 0;
}
