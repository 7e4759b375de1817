// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: rfc-v1
/* Tail calls between sleepable programs, which the first proposals allowed, and a stack and a queue between them. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz, enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern bool hid_bpf_schedule_delayed_work(struct hid_bpf_ctx *ctx, unsigned int delay_ms) __ksym;

char _license[] SEC("license") = "Dual BSD/GPL";

struct { __uint(type, BPF_MAP_TYPE_STACK); __uint(max_entries, 4); __uint(value_size, 4); } marks SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 4); __uint(value_size, 4); } answers SEC(".maps");

int id, mark, answer, after;

SEC("fmod_ret/hid_bpf_device_event") int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	hid_bpf_schedule_delayed_work(hctx, 0);
	return 0;
}

SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(second, struct hid_bpf_ctx *hctx)
{
	__u8 feature[4] = { 1 };
	struct hid_bpf_ctx *own = hid_bpf_allocate_context(id);
	int ret;

	bpf_map_pop_elem(&marks, &mark);
	if (!own)
		return 0;
	ret = hid_bpf_hw_request(own, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(own);
	bpf_map_push_elem(&answers, &ret, 0);
	bpf_map_pop_elem(&answers, &answer);
	return 0;
}

struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 2); __uint(key_size, 4); __array(values, int (void *)); } programs SEC(".maps") = {
	.values = { [1] = (void *)&second },
};

SEC("fmod_ret.s/hid_bpf_offload") int BPF_PROG(first, struct hid_bpf_ctx *hctx)
{
	int n = 7;

	bpf_map_push_elem(&marks, &n, 0);
	bpf_tail_call(ctx, &programs, 1);
	after++;
	return 0;
}
