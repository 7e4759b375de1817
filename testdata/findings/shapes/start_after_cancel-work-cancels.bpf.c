// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* A work item cancels what the hook starts. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	bpf_timer_cancel(&e->timer);
	return 0;
}

EV(f)
{
	struct element *e = el();
	if (!e) return 0;
	bpf_wq_start(&e->work, 0);
	bpf_timer_start(&e->timer, 100000000, 0);
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
