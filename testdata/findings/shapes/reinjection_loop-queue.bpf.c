// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* The work item finds its queue empty when nothing was put into it. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[6];
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	__builtin_memcpy(r, e->report, 6);
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return 0;
}

struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __type(value, __u64); } q SEC(".maps");

static int wq(void *map, int *key, void *v)
{
	struct element *e = v;
	__u64 x;
	__u8 r[6] = { 1 };
	struct hid_bpf_ctx *c;
	if (bpf_map_pop_elem(&q, &x)) return 0;
	r[1] = x;
	r[2] = 1;
	c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	struct element *e = el();
	__u64 x;
	if (!d || !e) return 0;
	e->hid = hctx->hid->id;
	if (!d[2]) {
		x = d[1];
		bpf_map_push_elem(&q, &x, 0);
	}
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, wq, 0);
	bpf_wq_start(&e->work, 0);
	return d[2] ? 0 : -1;
}

OPS(f)
