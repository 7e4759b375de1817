// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Another function sets the callback again. */
#include "shapes.h"

static __noinline int arm(struct element *e)
{
	if (bpf_timer_set_callback(&e->timer, count)) return -1;
	return 0;
}

EV(f)
{
	struct element *e = el();
	if (!e) return 0;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_timer_cancel(&e->timer);
	if (arm(e)) return 0;
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

OPS(f)
