// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* Sets again only what was pending: cancelling an idle timer drops its callback too. */
#include "shapes.h"

EV(f)
{
	struct element *e = el();
	if (!e) return 0;
	if (bpf_timer_cancel(&e->timer) == 1) bpf_timer_set_callback(&e->timer, count);
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *a)
{
	struct element *e = el();
	a->retval = e ? bpf_timer_init(&e->timer, &elements, 1) | bpf_timer_set_callback(&e->timer, count) : -EINVAL;
	return 0;
}

OPS(f)
