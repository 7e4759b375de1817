// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* A global function, verified by itself, cancels. */
#include "shapes.h"

__noinline int stop(int x)
{
	struct element *e = el();
	if (!e) return 0;
	return bpf_timer_cancel(&e->timer) + x;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	struct element *e;
	if (!d) return 0;
	stop(d[0]);
	e = el();
	if (!e) return 0;
	bpf_timer_init(&e->timer, &elements, 1);
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
