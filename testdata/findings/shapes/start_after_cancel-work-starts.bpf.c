// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* The hook cancels, a work item starts; only probe sets. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	struct element *e = el();
	if (!d || !e) return 0;
	if (d[1] == 0) {
		bpf_timer_cancel(&e->timer);
		return 0;
	}
	bpf_wq_start(&e->work, 0);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *a)
{
	struct element *e = el();
	if (!e) return 0;
	bpf_wq_init(&e->work, &elements, 0);
	bpf_wq_set_callback(&e->work, work, 0);
	a->retval = bpf_timer_init(&e->timer, &elements, 1) | bpf_timer_set_callback(&e->timer, count);
	return 0;
}

OPS(f)
