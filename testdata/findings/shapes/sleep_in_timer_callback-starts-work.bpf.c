// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* The callback sets and starts a work item, which asks the device. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	__u8 b[4] = { 1 };
	struct hid_bpf_ctx *c = hid_bpf_allocate_context(e->hid);
	if (!c) return 0;
	hid_bpf_hw_request(c, b, 4, HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(c);
	return 0;
}

static int cb(void *map, int *key, struct element *e)
{
	bpf_wq_set_callback(&e->work, work, 0);
	bpf_wq_start(&e->work, 0);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *a)
{
	struct element *e = el();
	if (!e) return 0;
	e->hid = a->hid;
	bpf_wq_init(&e->work, &elements, 0);
	a->retval = bpf_timer_init(&e->timer, &elements, 1) | bpf_timer_set_callback(&e->timer, cb) | bpf_timer_start(&e->timer, 10000000, 0);
	return 0;
}

EV(f)
{
	return 0;
}

OPS(f)
