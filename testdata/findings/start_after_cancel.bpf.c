// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A timer is set up by probe, started by reports with byte 1 = 1 and cancelled by those with 0. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_timer timer; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

__u32 runs;

static int count(void *map, int *key, struct element *e)
{
	runs++;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(watch, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	if (!data || !e || data[0] != 1)
		return 0;
	if (data[1] == 0) {
		bpf_timer_cancel(&e->timer);
		return 0;
	}
#ifdef FIXED
	bpf_timer_set_callback(&e->timer, count);
#endif
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)watch };

SEC("syscall") int probe(struct hid_bpf_probe_args *args)
{
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	args->retval = e ? bpf_timer_init(&e->timer, &elements, 1) | bpf_timer_set_callback(&e->timer, count) : -EINVAL;
	return 0;
}
