// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* Cancels one timer and starts another of the same map. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	struct element *a = mel(0), *b = mel(1);
	if (!d || !a || !b) return 0;
	bpf_timer_cancel(&a->timer);
	bpf_timer_start(&b->timer, 1000000, 0);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *p)
{
	struct element *a = mel(0), *b = mel(1);
	if (!a || !b) return 0;
	p->retval = bpf_timer_init(&a->timer, &many, 1) | bpf_timer_set_callback(&a->timer, count) | bpf_timer_start(&a->timer, 1000, 0) | bpf_timer_init(&b->timer, &many, 1) | bpf_timer_set_callback(&b->timer, count);
	return 0;
}

OPS(f)
