// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: reinjection-loop
/* Work items in a hash map, by device. */
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

static int hwork(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 r[6];
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(*key);
	if (!c) return 0;
	__builtin_memcpy(r, e->report, 6);
	hid_bpf_input_report(c, HID_INPUT_REPORT, r, 6);
	hid_bpf_release_context(c);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6);
	int id = hctx->hid->id;
	struct element n = {};
	struct element *e;
	if (!d) return 0;
	__builtin_memcpy(n.report, d, 6);
	bpf_map_update_elem(&byid, &id, &n, 0);
	e = bpf_map_lookup_elem(&byid, &id);
	if (!e) return 0;
	bpf_wq_init(&e->work, &byid, 0);
	bpf_wq_set_callback(&e->work, hwork, 0);
	bpf_wq_start(&e->work, 0);
	return 0;
}

OPS(f)
