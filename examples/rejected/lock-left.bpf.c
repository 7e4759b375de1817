// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: one way out does not give the lock back. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct state {
	struct bpf_spin_lock lock;
	__u32 presses;
	__u8 last;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct state);
} states SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_presses, struct hid_bpf_ctx *hctx)
{
	int key = 0;
	struct state *state = bpf_map_lookup_elem(&states, &key);
	__u8 *report = hid_bpf_get_data(hctx, 0, 2);

	if (!state || !report)
		return 0;
	bpf_spin_lock(&state->lock);
	if (report[1] == state->last)
		return 0;
	state->last = report[1];
	state->presses++;
	bpf_spin_unlock(&state->lock);
	return 0;
}

HID_BPF_OPS(presses_ops) = {
	.hid_device_event = (void *)count_presses,
};
