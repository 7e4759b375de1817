// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* One of two injections, and one look at the result of either. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[6], s[6];
	int ret;
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	__builtin_memcpy(r, e->report, 6);
	__builtin_memcpy(s, e->report, 6);
	s[1] = 0;
	if (e->state) ret = hid_bpf_try_input_report(c, HID_INPUT_REPORT, r, 6);
	else ret = hid_bpf_try_input_report(c, HID_INPUT_REPORT, s, 6);
	hid_bpf_release_context(c);
	if (ret == -16) bpf_wq_start(&e->work, 0);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	struct element *e = el();
	if (!d || !e || source) return 0;
	__builtin_memcpy(e->report, d, 6);
	e->hid = hctx->hid->id;
	bpf_wq_init(&e->work, &elements, 0);
	if (bpf_wq_set_callback(&e->work, work, 0) || bpf_wq_start(&e->work, 0)) return 0;
	return -1;
}

OPS(f)
