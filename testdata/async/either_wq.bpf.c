// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Defers on every kernel that has bpf_wq: the setter of the callback has one prototype up to 6.19 and another from 7.0 on. Both are weak,
 * and the program calls the one that is there. Each event starts the work item once, which counts. */
#define bpf_wq_set_callback bpf_wq_set_callback /* keeps the macro of the header away */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#pragma weak bpf_wq_set_callback_impl /* declared there */
extern int bpf_wq_set_callback(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value), unsigned int flags) __weak __ksym;

#ifndef bpf_ksym_exists /* of libbpf 1.2 and later */
#define bpf_ksym_exists(symbol) (!!(symbol))
#endif

struct element {
	struct bpf_wq work;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

__u64 work_run;

static int by_work(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&work_run, 1);
	return 0;
}

static __always_inline int set_callback(struct bpf_wq *work)
{
	if (bpf_ksym_exists(bpf_wq_set_callback))
		return bpf_wq_set_callback(work, by_work, 0);
	if (bpf_ksym_exists(bpf_wq_set_callback_impl))
		return bpf_wq_set_callback_impl(work, by_work, 0, NULL);
	return -EINVAL;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(count_later, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	int key = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &key);

	if (!e)
		return 0;
	bpf_wq_init(&e->work, &elements, 0);
	if (!set_callback(&e->work))
		bpf_wq_start(&e->work, 0);
	return 0;
}
HID_BPF_OPS(either_wq) = { .hid_device_event = (void *)count_later };
