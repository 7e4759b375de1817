// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Where the cancel failed it has dropped nothing. */
#include "shapes.h"

EV(f)
{
	struct element *e = el();
	if (!e) return 0;
	bpf_timer_init(&e->timer, &elements, 1);
	if (bpf_timer_cancel(&e->timer) >= 0) bpf_timer_set_callback(&e->timer, count);
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

OPS(f)
