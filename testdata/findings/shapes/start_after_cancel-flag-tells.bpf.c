// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* What was cancelled is remembered on the path, and set again. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 4);
	struct element *e = el();
	int cancelled = 0;
	if (!d || !e) return 0;
	bpf_timer_init(&e->timer, &elements, 1);
	if (d[1] == 0) {
		bpf_timer_cancel(&e->timer);
		cancelled = 1;
	}
	if (d[2] == 1) runs++;
	if (d[3] == 1) errors++;
	if (cancelled) bpf_timer_set_callback(&e->timer, count);
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
