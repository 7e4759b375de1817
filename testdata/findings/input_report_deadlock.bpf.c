// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A first report is to be there as soon as the device is: injected by the descriptor fixup, which runs under the input lock. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element { struct bpf_wq work; int hid; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

static __always_inline void send(int hid)
{
	__u8 report[6] = { 1, 2, 3 };
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(hid);

	if (!ctx)
		return;
	hid_bpf_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(ctx);
}

static int later(void *map, int *key, void *value)
{
	send(((struct element *)value)->hid);
	return 0;
}

SEC("struct_ops.s/hid_rdesc_fixup") int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
#ifdef FIXED
	int zero = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &zero);

	if (!e)
		return 0;
	e->hid = hctx->hid->id;
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, later, 0);
	bpf_wq_start(&e->work, 0);
#else
	send(hctx->hid->id);
#endif
	return 0;
}
HID_BPF_OPS(ops) = { .hid_rdesc_fixup = (void *)fixup };
