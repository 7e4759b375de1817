// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: reinjection-loop
/* Sends reports of another id, but starts for those too. */
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

static int w2(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[9] = { 2, 1 };
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 9);
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	struct element *e = el();
	if (!d || !e) return 0;
	if (d[0] != 1 && d[0] != 2) return 0;
	e->hid = hctx->hid->id;
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, w2, 0);
	bpf_wq_start(&e->work, 0);
	return 0;
}

OPS(f)
