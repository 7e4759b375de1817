// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* A bit tells, and the report that is sent has it. */
#include "shapes.h"

static int w2(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[6] = { 1, 0x80 };
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	struct element *e = el();
	if (!d || !e) return 0;
	if (d[1] & 0x84) return 0;
	e->hid = hctx->hid->id;
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, w2, 0);
	bpf_wq_start(&e->work, 0);
	return 0;
}

OPS(f)
