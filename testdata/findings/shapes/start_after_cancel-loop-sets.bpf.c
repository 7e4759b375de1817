// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Cancels all timers of a map, then sets and starts them. */
#include "shapes.h"

EV(f)
{
	for (int i = 0; i < 4; i++) {
		struct element *e = mel(i);
		if (e) {
			bpf_timer_init(&e->timer, &many, 1);
			bpf_timer_cancel(&e->timer);
		}
	}
	for (int i = 0; i < 4; i++) {
		struct element *e = mel(i);
		if (e) {
			bpf_timer_set_callback(&e->timer, count);
			bpf_timer_start(&e->timer, 1000000, 0);
		}
	}
	return 0;
}

OPS(f)
