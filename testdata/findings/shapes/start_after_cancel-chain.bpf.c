// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// finding: none
/* One timer's callback starts another, and who starts the first sets both. */
#include "shapes.h"

struct pair { struct bpf_timer timer; struct bpf_wq work; };

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct pair); } second SEC(".maps");

static int bcb(void *map, int *key, struct pair *e)
{
	runs++;
	return 0;
}

static int acb(void *map, int *key, struct element *e)
{
	int z = 0;
	struct pair *b = bpf_map_lookup_elem(&second, &z);
	if (b) bpf_timer_start(&b->timer, 5000000, 0);
	return 0;
}

EV(f)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 2);
	struct element *a = el();
	int z = 0;
	struct pair *b = bpf_map_lookup_elem(&second, &z);
	if (!d || !a || !b) return 0;
	if (d[1] == 0) {
		bpf_timer_cancel(&a->timer);
		bpf_timer_cancel(&b->timer);
		return 0;
	}
	bpf_timer_init(&a->timer, &elements, 1);
	bpf_timer_init(&b->timer, &second, 1);
	bpf_timer_set_callback(&a->timer, acb);
	bpf_timer_set_callback(&b->timer, bcb);
	bpf_timer_start(&a->timer, 1000000, 0);
	return 0;
}

OPS(f)
