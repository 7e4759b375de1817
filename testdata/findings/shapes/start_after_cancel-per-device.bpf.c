// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: start-after-cancel
/* Timers in a hash map, by device. */
#include "shapes.h"

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	int id = hctx->hid->id;
	struct element *e = bpf_map_lookup_elem(&byid, &id);
	if (!d || !e) return 0;
	if (d[1] == 0) {
		if (bpf_timer_cancel(&e->timer) > 0) runs++;
	} else bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *a)
{
	int id = a->hid;
	struct element n = {};
	struct element *e;
	bpf_map_update_elem(&byid, &id, &n, 0);
	e = bpf_map_lookup_elem(&byid, &id);
	a->retval = e ? bpf_timer_init(&e->timer, &byid, 1) | bpf_timer_set_callback(&e->timer, count) : -EINVAL;
	return 0;
}

OPS(f)
