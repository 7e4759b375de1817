// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: reinjection-loop
/* Starts timers in a loop, whose work items inject. */
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

static int t(void *map, int *key, struct element *e)
{
	bpf_wq_start(&e->work, 0);
	return 0;
}

static int mwork(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[6] = { 1, 2 };
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	if (hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6)) errors++;
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	int hid = hctx->hid->id;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 2; i++) {
		struct element *e = mel(i);
		if (!e) continue;
		e->hid = hid;
		bpf_timer_init(&e->timer, &many, 1);
		bpf_wq_init(&e->work, &many, 0);
		bpf_wq_set_callback(&e->work, mwork, 0);
		bpf_timer_set_callback(&e->timer, t);
		bpf_timer_start(&e->timer, 1000000, 0);
	}
	return 0;
}

OPS(f)
