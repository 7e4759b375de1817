// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Probe starts a timer that asks the device: Linux 6.12 treats the callback of a sleepable program as sleepable. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_timer timer; struct bpf_wq work; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

int hid, answered;

static int ask(void *map, int *key, void *value)
{
	__u8 feature[4] = { 1 };
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(hid);

	if (!ctx)
		return 0;
	answered = hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(ctx);
	return 0;
}

static int start_work(void *map, int *key, struct element *e)
{
	bpf_wq_start(&e->work, 0);
	return 0;
}

#ifdef FIXED
#define CALLBACK start_work
#else
#define CALLBACK ask
#endif

SEC("syscall") int probe(struct hid_bpf_probe_args *args)
{
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	args->retval = -EINVAL;
	if (!e)
		return 0;
	hid = args->hid;
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, ask, 0);
	args->retval = bpf_timer_init(&e->timer, &elements, 1) | bpf_timer_set_callback(&e->timer, CALLBACK) | bpf_timer_start(&e->timer, 10000000, 0);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(nothing, struct hid_bpf_ctx *hctx) { return 0; }
HID_BPF_OPS(ops) = { .hid_device_event = (void *)nothing };
