// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Timers and work queues driven one call at a time: each run of `op` does what its context says to one element of one map, and callbacks do
 * what the element says, and count. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value), unsigned int flags,
				    void *aux__ign) __ksym;

enum map_kind { HASH, HASH_MALLOC, ARRAY, LRU };
enum operation {
	CREATE, DELETE, TIMER_INIT, TIMER_SET_CALLBACK, TIMER_SET_OTHER, TIMER_START, TIMER_CANCEL, WQ_INIT, WQ_SET_CALLBACK, WQ_SET_OTHER,
	WQ_START, WQ_SET_BAD_FLAGS,
};
/* What a callback does, once; FOREVER each time. */
enum in_callback { NOTHING, RESTART, CANCEL_SELF, DELETE_SELF, RESTART_AND_DELETE, CANCEL_OTHER, REPLACE_SELF, FOREVER };

struct element {
	struct bpf_spin_lock lock;
	__u32 locked_count;
	struct bpf_timer timer;
	__u32 on_timer;
	__u32 on_wq;
	struct bpf_wq wq;
	__u64 delay;
};

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, struct element); } hash SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(map_flags, BPF_F_NO_PREALLOC); __uint(max_entries, 8); __type(key, __u32); __type(value, struct element); } hash_malloc SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, __u32); __type(value, struct element); } array SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, struct lockless); } lru SEC(".maps");

/* The same without the lock, which LRU maps may not have. */
struct lockless {
	__u32 no_lock, count;
	struct bpf_timer timer;
	__u32 on_timer;
	__u32 on_wq;
	struct bpf_wq wq;
	__u64 delay;
};

struct args { __u32 map; __u32 key; __u32 operation; __u32 flags; __u64 value; __s64 result; };

__u64 timer_runs[8], other_timer_runs, wq_runs[8], other_wq_runs;
__u64 fired_at[8], worked_at[8];
__s64 in_callback_result = 1, restart_result = 1;
__u32 fired_order[16], fired;

static __always_inline void count(__u64 *of, __u32 key)
{
	if (key < 8)
		__sync_fetch_and_add(&of[key], 1);
}

static void react(void *map, __u32 *key, struct element *e, __u32 what)
{
	__u32 other = *key ^ 1, self = *key;
	struct element *o, fresh = {};

	switch (what) {
	case FOREVER:
		bpf_wq_start(&e->wq, 0);
	case RESTART:
		restart_result = bpf_timer_start(&e->timer, e->delay, 0);
		break;
	case CANCEL_SELF:
		in_callback_result = bpf_timer_cancel(&e->timer);
		break;
	case RESTART_AND_DELETE:
		restart_result = bpf_timer_start(&e->timer, e->delay, 0);
		in_callback_result = bpf_map_delete_elem(map, &self);
		break;
	case DELETE_SELF:
		in_callback_result = bpf_map_delete_elem(map, &self);
		break;
	case REPLACE_SELF:
		in_callback_result = bpf_map_update_elem(map, &self, &fresh, BPF_ANY);
		break;
	case CANCEL_OTHER:
		o = bpf_map_lookup_elem(map, &other);
		if (o)
			in_callback_result = bpf_timer_cancel(&o->timer);
		break;
	}
}

static __always_inline int timer(void *map, __u32 *key, struct element *e, bool lock)
{
	__u32 what = e->on_timer, at = fired++;

	if (at < 16)
		fired_order[at] = *key;
	count(timer_runs, *key);
	if (*key < 8)
		fired_at[*key & 7] = bpf_ktime_get_ns();
	if (lock)
		bpf_spin_lock(&e->lock);
	e->locked_count++;
	if (lock)
		bpf_spin_unlock(&e->lock);
	if (what != FOREVER)
		e->on_timer = NOTHING;
	react(map, key, e, what);
	return 0;
}

static int on_timer(void *map, __u32 *key, struct element *e) { return timer(map, key, e, true); }
static int on_lockless_timer(void *map, __u32 *key, struct element *e) { return timer(map, key, e, false); }

static int on_other_timer(void *map, __u32 *key, struct element *e)
{
	__sync_fetch_and_add(&other_timer_runs, 1);
	return 0;
}

static __always_inline int work(void *map, int *key, void *value, bool lock)
{
	struct element *e = value;
	__u32 what = e->on_wq;

	count(wq_runs, *key);
	if ((__u32)*key < 8)
		worked_at[*key & 7] = bpf_ktime_get_ns();
	if (lock)
		bpf_spin_lock(&e->lock);
	e->locked_count++;
	if (lock)
		bpf_spin_unlock(&e->lock);
	e->on_wq = NOTHING;
	if (what == RESTART_AND_DELETE) {
		__u32 self = *key;

		restart_result = bpf_wq_start(&e->wq, 0);
		in_callback_result = bpf_map_delete_elem(map, &self);
	} else if (what == RESTART) {
		restart_result = bpf_wq_start(&e->wq, 0);
		restart_result |= bpf_wq_start(&e->wq, 0);
	} else {
		react(map, (__u32 *)key, e, what);
	}
	return 0;
}

static int on_wq(void *map, int *key, void *value) { return work(map, key, value, true); }
static int on_lockless_wq(void *map, int *key, void *value) { return work(map, key, value, false); }

static int on_other_wq(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&other_wq_runs, 1);
	return 0;
}

static __always_inline __s64 perform(void *map, struct args *a, bool lock)
{
	__u32 key = a->key;
	struct element fresh = { .on_timer = a->flags, .on_wq = a->flags, .delay = a->value }, *e;

	if (a->operation == CREATE)
		return bpf_map_update_elem(map, &key, &fresh, BPF_ANY);
	if (a->operation == DELETE)
		return bpf_map_delete_elem(map, &key);
	e = bpf_map_lookup_elem(map, &key);
	if (!e)
		return -2;
	switch (a->operation) {
	case TIMER_INIT: return bpf_timer_init(&e->timer, map, a->flags);
	case TIMER_SET_CALLBACK: return lock ? bpf_timer_set_callback(&e->timer, on_timer) : bpf_timer_set_callback(&e->timer, on_lockless_timer);
	case TIMER_SET_OTHER: return bpf_timer_set_callback(&e->timer, on_other_timer);
	case TIMER_START: return bpf_timer_start(&e->timer, a->value, a->flags);
	case TIMER_CANCEL: return bpf_timer_cancel(&e->timer);
	case WQ_INIT: return bpf_wq_init(&e->wq, map, a->flags);
	case WQ_SET_CALLBACK: return lock ? bpf_wq_set_callback_impl(&e->wq, on_wq, 0, NULL) : bpf_wq_set_callback_impl(&e->wq, on_lockless_wq, 0, NULL);
	case WQ_SET_OTHER: return bpf_wq_set_callback_impl(&e->wq, on_other_wq, 0, NULL);
	case WQ_SET_BAD_FLAGS: return bpf_wq_set_callback_impl(&e->wq, on_other_wq, 1, NULL);
	case WQ_START: return bpf_wq_start(&e->wq, a->flags);
	}
	return -22;
}

/* One function a map, so that no code is shared that would mix the map pointers. */
#define ON(map, lock) static __noinline __s64 on_##map(struct args *a) { return perform(&map, a, lock); }
ON(hash, true)
ON(hash_malloc, true)
ON(array, true)
ON(lru, false)

SEC("syscall") int op(struct args *a)
{
	switch (a->map) {
	case HASH: a->result = on_hash(a); break;
	case HASH_MALLOC: a->result = on_hash_malloc(a); break;
	case ARRAY: a->result = on_array(a); break;
	case LRU: a->result = on_lru(a); break;
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
