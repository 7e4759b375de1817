// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs with timers and work queues that Linux refuses, one reason each. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct with_timer { struct bpf_timer timer; };
struct with_work { struct bpf_wq work; };

#define TABLE(name, kind, value_type) struct { __uint(type, kind); __uint(max_entries, 4); __type(key, int); __type(value, value_type); } name SEC(".maps")
TABLE(timers, BPF_MAP_TYPE_HASH, struct with_timer);
TABLE(works, BPF_MAP_TYPE_ARRAY, struct with_work);
TABLE(other_works, BPF_MAP_TYPE_LRU_HASH, struct with_work);

struct inner { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, int); __type(value, struct with_timer); } inner_hash SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); __array(values, struct inner); } outer SEC(".maps") = {
	.values = { [1] = &inner_hash },
};

static __noinline int deep(void *map, int *key, void *value)
{
	volatile char room[256] = {};

	return room[1] & 0;
}

static __noinline int deeper(void *map, int *key, void *value)
{
	volatile char room[300] = {};

	return (room[2] & 0) + deep(map, key, value);
}

static struct with_timer *timer(void)
{
	int zero = 0;

	return bpf_map_lookup_elem(&timers, &zero);
}

/* 256 bytes of its own and 256 of what it calls */
SEC("?syscall") int callback_called_directly(void *ctx)
{
	volatile char room[256] = {};
	struct with_timer *e = timer();

	if (!e)
		return 0;
	return deep(NULL, NULL, NULL) + bpf_timer_set_callback(&e->timer, deep) + room[0];
}

/* the callback alone needs more than there is */
SEC("?syscall") int callback_too_deep(void *ctx)
{
	volatile char room[256] = {};
	struct with_timer *e = timer();

	return !e ? 0 : bpf_timer_set_callback(&e->timer, deeper) + room[0];
}

/* Not one of Linux's: the two stacks do not add up, so this is fine. */
SEC("?syscall") int callback_with_its_own_stack(void *ctx)
{
	volatile char room[300] = {};
	struct with_timer *e = timer();

	return !e ? 0 : bpf_timer_set_callback(&e->timer, deep) + room[0];
}

static int returns_what_it_likes(void *map, int *key, void *value)
{
	__u32 any = bpf_get_prandom_u32();

	return any > 1000 ? any : 0;
}

SEC("?syscall") int callback_that_returns_more(void *ctx)
{
	struct with_timer *e = timer();

	return !e ? 0 : bpf_timer_init(&e->timer, &timers, 1) | bpf_timer_set_callback(&e->timer, returns_what_it_likes);
}

SEC("?syscall") int timer_of_another_inner_map(void *ctx)
{
	int one = 1, two = 2, key = 3;
	void *map = bpf_map_lookup_elem(&outer, &one), *another = bpf_map_lookup_elem(&outer, &two);
	struct with_timer *e;

	if (!map || !another)
		return 0;
	e = bpf_map_lookup_elem(map, &key);
	return !e ? 0 : bpf_timer_init(&e->timer, another, 1);
}

static int harmless(void *map, int *key, void *value)
{
	return 0;
}

static struct with_work *work(void)
{
	int zero = 0;

	return bpf_map_lookup_elem(&works, &zero);
}

SEC("?syscall") int init_without_map(void *ctx)
{
	struct with_work *e = work();
	int key = 0;

	return !e ? 0 : bpf_wq_init(&e->work, &key, 0);
}

SEC("?syscall") int init_with_another_map(void *ctx)
{
	struct with_work *e = work();

	return !e ? 0 : bpf_wq_init(&e->work, &other_works, 0);
}

SEC("?syscall") int callback_for_a_variable(void *ctx)
{
	struct with_work *e = work();

	if (!e || bpf_wq_init(&e->work, &works, 0))
		return 0;
	return bpf_wq_set_callback_impl((void *)&e, harmless, 0, NULL);
}

SEC("?syscall") int callback_beside_the_work_queue(void *ctx)
{
	struct with_work *e = work();

	if (!e || bpf_wq_init(&e->work, &works, 0))
		return 0;
	return bpf_wq_set_callback_impl((void *)e + 1, harmless, 0, NULL);
}
