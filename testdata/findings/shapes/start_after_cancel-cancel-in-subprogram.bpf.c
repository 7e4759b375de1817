// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* A function of its own cancels. */
#include "shapes.h"

static __noinline int stop(struct element *e)
{
	return bpf_timer_cancel(&e->timer);
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	struct element *e = el();
	if (!d || !e) return 0;
	if (d[1] == 0) {
		stop(e);
		return 0;
	}
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
