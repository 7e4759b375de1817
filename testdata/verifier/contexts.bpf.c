// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Who calls whom from where one may sleep and from where not. A program of the first part is an event hook, which may not sleep, with a work queue
 * callback, which may; of the second part a descriptor fixup that may sleep, with a timer callback; of the third part a function that is both. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_timer timer;
	struct bpf_wq work;
	unsigned int hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} elements SEC(".maps");

int sink;

__noinline int sleeping(unsigned int hid)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(hid);

	if (!hctx)
		return 0;
	hid_bpf_release_context(hctx);
	return 1;
}

__noinline int plain(unsigned int hid)
{
	return bpf_ktime_get_ns() + hid;
}

__noinline int outer_sleeping(unsigned int hid)
{
	return sleeping(hid) + 1;
}

__noinline int outer_plain(unsigned int hid)
{
	return plain(hid) + 1;
}

/* a static function is verified where it is called */
static __noinline int direct(unsigned int hid)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(hid);

	if (!hctx)
		return 0;
	hid_bpf_release_context(hctx);
	return bpf_ktime_get_ns();
}

#define CALLBACK(name, body) \
	static int name(void *map, int *key, void *value) \
	{ \
		struct element *e __attribute__((unused)) = value; \
		body; \
		return 0; \
	}

#define ELEMENT \
	int key = 0; \
	struct element *e = bpf_map_lookup_elem(&elements, &key); \
	if (!e) \
		return 0; \
	e->hid = hctx->hid->id

#define SET_WORK(callback) \
	bpf_wq_init(&e->work, &elements, 0); \
	bpf_wq_set_callback(&e->work, callback, 0); \
	bpf_wq_start(&e->work, 0)

#define SET_TIMER(callback) \
	bpf_timer_init(&e->timer, &elements, 1); \
	bpf_timer_set_callback(&e->timer, callback); \
	bpf_timer_start(&e->timer, 1000, 0)

#define EVENT(name, body) \
	SEC("struct_ops/hid_device_event") \
	int BPF_PROG(name, struct hid_bpf_ctx *hctx) \
	{ \
		ELEMENT; \
		body; \
		return 0; \
	} \
	HID_BPF_OPS(name##_ops) = { .hid_device_event = (void *)name }

#define FIXUP(name, body) \
	SEC("struct_ops.s/hid_rdesc_fixup") \
	int BPF_PROG(name, struct hid_bpf_ctx *hctx) \
	{ \
		ELEMENT; \
		body; \
		return 0; \
	} \
	HID_BPF_OPS(name##_ops) = { .hid_rdesc_fixup = (void *)name }

/* ---- work queue callbacks */

#define WORK(name, main, callback) \
	CALLBACK(name##_work, callback) \
	EVENT(name, SET_WORK(name##_work); main)

WORK(sleeping_from_callback, , sink = sleeping(e->hid));
WORK(sleeping_from_main, sink = sleeping(e->hid), );
WORK(sleeping_from_both, sink = sleeping(e->hid), sink = sleeping(e->hid));
WORK(plain_from_callback, , sink = plain(e->hid));
WORK(plain_from_main, sink = plain(e->hid), );
WORK(plain_from_both, sink = plain(e->hid), sink = plain(e->hid));

/* through a second global function */
WORK(outer_sleeping_from_callback, , sink = outer_sleeping(e->hid));
WORK(outer_sleeping_from_main, sink = outer_sleeping(e->hid), );
WORK(outer_sleeping_from_both, sink = outer_sleeping(e->hid), sink = outer_sleeping(e->hid));
WORK(outer_plain_from_callback, , sink = outer_plain(e->hid));
WORK(outer_plain_from_main, sink = outer_plain(e->hid), );
WORK(outer_plain_from_both, sink = outer_plain(e->hid), sink = outer_plain(e->hid));

/* the inner one is verified as code that may not sleep before the outer one turns out to call it as code that may */
WORK(inner_first_sleeping, sink = sleeping(e->hid), sink = outer_sleeping(e->hid));
WORK(inner_first_plain, sink = plain(e->hid), sink = outer_plain(e->hid));
/* the other way round */
WORK(inner_last_plain, sink = outer_plain(e->hid), sink = plain(e->hid));

WORK(direct_from_callback, , sink = direct(e->hid));
WORK(direct_from_main, sink = direct(e->hid), );

/* ---- timer callbacks */

#define TIMER(name, main, callback) \
	CALLBACK(name##_timer, callback) \
	FIXUP(name, SET_TIMER(name##_timer); main)

TIMER(timer_sleeps, , sink = direct(e->hid));
TIMER(timer_plain, , sink = 1);
TIMER(timer_plain_main_sleeps, sink = direct(e->hid), sink = 1);
TIMER(timer_global_sleeps, , sink = sleeping(e->hid));
TIMER(timer_global_plain, , sink = plain(e->hid));
TIMER(timer_plain_main_global_sleeps, sink = sleeping(e->hid), sink = 1);
TIMER(both_global_sleeps, sink = sleeping(e->hid), sink = sleeping(e->hid));
TIMER(both_global_plain, sink = plain(e->hid), sink = plain(e->hid));
TIMER(main_inner_timer_outer_sleeps, sink = sleeping(e->hid), sink = outer_sleeping(e->hid));

CALLBACK(in_event_timer, sink = direct(e->hid))
EVENT(event_timer_sleeps, SET_TIMER(in_event_timer));
CALLBACK(in_fixup_work, sink = direct(e->hid))
FIXUP(fixup_work_sleeps, SET_WORK(in_fixup_work));

/* ---- one function for both */

CALLBACK(either_sleeping, sink = direct(e->hid))
CALLBACK(either_plain, sink = e->hid)
EVENT(timer_then_work_sleeping, SET_TIMER(either_sleeping); SET_WORK(either_sleeping));
EVENT(work_then_timer_sleeping, SET_WORK(either_sleeping); SET_TIMER(either_sleeping));
EVENT(timer_then_work_plain, SET_TIMER(either_plain); SET_WORK(either_plain));
EVENT(work_then_timer_plain, SET_WORK(either_plain); SET_TIMER(either_plain));
FIXUP(fixup_timer_then_work_sleeping, SET_TIMER(either_sleeping); SET_WORK(either_sleeping));
FIXUP(fixup_work_then_timer_sleeping, SET_WORK(either_sleeping); SET_TIMER(either_sleeping));
