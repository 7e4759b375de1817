// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* The hook cancels and sets, the work item that it starts starts the timer. */
#include "shapes.h"

static int work(void *map, int *key, void *v)
{
	struct element *e = v;
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

static int again(void *map, int *key, struct element *e)
{
	bpf_wq_start(&e->work, 0);
	return 0;
}

EV(f)
{
	struct element *e = el();
	if (!e) return 0;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_wq_init(&e->work, &elements, 0);
	bpf_timer_cancel(&e->timer);
	bpf_timer_set_callback(&e->timer, again);
	bpf_wq_set_callback(&e->work, work, 0);
	bpf_wq_start(&e->work, 0);
	return 0;
}

OPS(f)
