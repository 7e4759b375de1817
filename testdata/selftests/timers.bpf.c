// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel's own tests of bpf_timer check, by programs of ours. Each syscall program sets something going; callbacks leave what they saw
 * in variables. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define MONOTONIC 1
#define BOOTTIME 7
#define ABS 1
#define PINNED 2
#define FOR_LONG (1ull << 35)

struct plain { struct bpf_timer timer; };
struct counted { int left; struct bpf_timer timer; struct bpf_spin_lock lock; };

#define TABLE(name, kind, entries, value_type) struct { __uint(type, kind); __uint(max_entries, entries); __type(key, int); __type(value, value_type); } name SEC(".maps")
TABLE(array, BPF_MAP_TYPE_ARRAY, 2, struct plain);
TABLE(lru, BPF_MAP_TYPE_LRU_HASH, 4, struct plain);
TABLE(hash, BPF_MAP_TYPE_HASH, 100, struct counted);
TABLE(absolute, BPF_MAP_TYPE_ARRAY, 1, struct plain);
TABLE(pinned, BPF_MAP_TYPE_ARRAY, 1, struct plain);
TABLE(contended, BPF_MAP_TYPE_ARRAY, 1, struct plain);
TABLE(first, BPF_MAP_TYPE_ARRAY, 1, struct plain);
TABLE(second, BPF_MAP_TYPE_ARRAY, 1, struct plain);
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(map_flags, BPF_F_NO_PREALLOC); __uint(max_entries, 100); __type(key, int); __type(value, struct counted); } hash_malloc SEC(".maps");

struct inner { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 100); __type(key, int); __type(value, struct counted); } inner_hash SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __uint(key_size, 4); __uint(value_size, 4); __array(values, struct inner); } outer SEC(".maps") = {
	.values = { [1] = &inner_hash },
};

int id;
__s64 array_restart = 77, lru_start = 77, evicted_cancel = 77, evictions;
__s64 array_runs, lru_runs, hash_runs, malloc_runs, absolute_runs, pinned_runs, contended_runs, inner_runs[2];
__s64 array_cancel = 77, own_cancel = 77, own_delete = 77, start_after_delete = 77, malloc_cancel = 77, malloc_delete = 77;
__s64 inner_found, inner_result, cpu_before = -1, cpu_in_callback = -2, first_cancel = 77, second_cancel = 77;
__u64 absolute_at[2];

/* ---- an array's timer arms itself and one of an LRU map, whose callback has its own element evicted */

static int on_lru(void *map, int *key, struct plain *e)
{
	int i;

	lru_runs++;
	for (i = 10; i < 110; i++) {
		struct plain fresh = {};
		int other = i;

		bpf_map_update_elem(map, &other, &fresh, BPF_ANY);
		bpf_map_lookup_elem(map, &other);
		evictions++;
		if (*key != 4)
			break;
	}
	evicted_cancel = bpf_timer_cancel(&e->timer);
	return 0;
}

static int on_array(void *map, int *key, struct plain *e)
{
	int four = 4;
	struct plain *other;

	array_runs++;
	array_restart = bpf_timer_start(&e->timer, FOR_LONG, 0);
	other = bpf_map_lookup_elem(&lru, &four);
	if (!other)
		return 0;
	bpf_timer_set_callback(&other->timer, on_lru);
	lru_start = bpf_timer_start(&other->timer, 0, 0);
	return 0;
}

SEC("syscall") int start_array(void *ctx)
{
	int one = 1, four = 4, zero = 0;
	struct plain fresh = {}, *a = bpf_map_lookup_elem(&array, &one), *z = bpf_map_lookup_elem(&array, &zero), *l;

	bpf_map_update_elem(&lru, &four, &fresh, BPF_ANY);
	l = bpf_map_lookup_elem(&lru, &four);
	if (!a || !z || !l)
		return -2;
	return bpf_timer_init(&z->timer, &array, MONOTONIC) | bpf_timer_init(&l->timer, &lru, MONOTONIC) |
	       bpf_timer_init(&a->timer, &array, MONOTONIC) | bpf_timer_set_callback(&a->timer, on_array) | bpf_timer_start(&a->timer, 0, 0);
}

/* ---- timers of hash maps: ten runs, then the end of the element */

static int on_hash(void *map, int *key, struct counted *e)
{
	int one = 1;
	struct plain *a;

	hash_runs++;
	if (e->left > 0 && --e->left) {
		bpf_timer_start(&e->timer, 1000, 0);
		return 0;
	}
	a = bpf_map_lookup_elem(&array, &one);
	if (!a)
		return 0;
	array_cancel = bpf_timer_cancel(&a->timer);
	own_cancel = bpf_timer_cancel(&e->timer);
	own_delete = bpf_map_delete_elem(map, key);
	start_after_delete = bpf_timer_start(&e->timer, 1000, 0);
	return 0;
}

static int on_malloc(void *map, int *key, struct counted *e)
{
	malloc_runs++;
	if (e->left > 0 && --e->left) {
		bpf_timer_start(&e->timer, 1000, 0);
		return 0;
	}
	malloc_cancel = bpf_timer_cancel(&e->timer);
	malloc_delete = bpf_map_delete_elem(map, key);
	return 0;
}

/* Elements with timers are replaced and deleted first: the one that counts is the last. */
#define START_HASH(table, callback) \
	static __noinline int start_in_##table(void) \
	{ \
		struct counted fresh = { .left = 10 }, *e; \
		int key = 2, i; \
		for (i = 0; i < 2; i++) { \
			bpf_map_update_elem(&table, &key, &fresh, BPF_ANY); \
			e = bpf_map_lookup_elem(&table, &key); \
			if (!e || bpf_timer_init(&e->timer, &table, BOOTTIME)) \
				return -2; \
		} \
		bpf_map_delete_elem(&table, &key); \
		bpf_map_update_elem(&table, &key, &fresh, BPF_ANY); \
		e = bpf_map_lookup_elem(&table, &key); \
		if (!e) \
			return -3; \
		return bpf_timer_init(&e->timer, &table, BOOTTIME) | bpf_timer_set_callback(&e->timer, callback) | bpf_timer_start(&e->timer, 1000, 0); \
	}
START_HASH(hash, on_hash)
START_HASH(hash_malloc, on_malloc)

SEC("syscall") int start_hashes(void *ctx)
{
	return start_in_hash() | start_in_hash_malloc();
}

/* ---- absolute times, and the CPU that it was started on */

static int on_absolute(void *map, int *key, struct plain *e)
{
	__s64 run = absolute_runs++;

	absolute_at[run & 1] = bpf_ktime_get_boot_ns();
	bpf_timer_start(&e->timer, bpf_ktime_get_boot_ns() + (run ? FOR_LONG : 1000), ABS);
	return 0;
}

static int on_pinned(void *map, int *key, struct plain *e)
{
	pinned_runs++;
	cpu_in_callback = bpf_get_smp_processor_id();
	return 0;
}

SEC("syscall") int start_absolute(void *ctx)
{
	int zero = 0;
	struct plain *e = bpf_map_lookup_elem(&absolute, &zero);

	return !e ? -2 : bpf_timer_init(&e->timer, &absolute, BOOTTIME) | bpf_timer_set_callback(&e->timer, on_absolute) |
			 bpf_timer_start(&e->timer, bpf_ktime_get_boot_ns() + 1000, ABS);
}

static __always_inline int start_pinned(__u64 time, __u64 flags)
{
	int zero = 0;
	struct plain *e = bpf_map_lookup_elem(&pinned, &zero);

	if (!e)
		return -2;
	bpf_timer_init(&e->timer, &pinned, BOOTTIME);
	cpu_before = bpf_get_smp_processor_id();
	return bpf_timer_set_callback(&e->timer, on_pinned) | bpf_timer_start(&e->timer, time, flags);
}

SEC("syscall") int start_pinned_soft(void *ctx) { return start_pinned(1000, PINNED); }
SEC("syscall") int start_pinned_absolute(void *ctx) { return start_pinned(bpf_ktime_get_boot_ns() + 1000, PINNED | ABS); }

/* ---- one timer under several hands */

static int on_contended(void *map, int *key, struct plain *e)
{
	__sync_fetch_and_add(&contended_runs, 1);
	bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}

SEC("syscall") int race(void *ctx)
{
	int zero = 0, ret;
	struct plain fresh = {}, *e;

	bpf_map_update_elem(&contended, &zero, &fresh, BPF_ANY);
	e = bpf_map_lookup_elem(&contended, &zero);
	if (!e)
		return 1;
	ret = bpf_timer_init(&e->timer, &contended, MONOTONIC);
	if (ret && ret != -16)
		return 1;
	bpf_timer_set_callback(&e->timer, on_contended);
	bpf_timer_start(&e->timer, 0, 0);
	bpf_timer_cancel(&e->timer);
	return 0;
}

SEC("syscall") int end_race(void *ctx)
{
	int zero = 0;
	struct plain fresh = {};

	return bpf_map_update_elem(&contended, &zero, &fresh, BPF_ANY);
}

/* ---- timers of an inner map: two callbacks take turns */

static int on_inner_odd(void *map, int *key, struct counted *e);

static int on_inner_even(void *map, int *key, struct counted *e)
{
	inner_runs[0]++;
	inner_result |= bpf_timer_set_callback(&e->timer, on_inner_odd) | bpf_timer_start(&e->timer, 1000, 0);
	return 0;
}

static int on_inner_odd(void *map, int *key, struct counted *e)
{
	inner_runs[1]++;
	inner_found += bpf_map_lookup_elem(map, key) == e;
	inner_result |= bpf_timer_set_callback(&e->timer, on_inner_even) | bpf_timer_start(&e->timer, 1000, 0);
	return 0;
}

SEC("syscall") int start_inner(void *ctx)
{
	int one = 1, key = 1234;
	struct counted fresh = {}, *e;
	void *map = bpf_map_lookup_elem(&outer, &one);

	if (!map)
		return -2;
	bpf_map_update_elem(map, &key, &fresh, BPF_ANY);
	e = bpf_map_lookup_elem(map, &key);
	return !e ? -3 : bpf_timer_init(&e->timer, map, MONOTONIC) | bpf_timer_set_callback(&e->timer, on_inner_odd) | bpf_timer_start(&e->timer, 0, 0);
}

/* ---- values that would overwrite a timer */

#define CRASH(table) \
	SEC("syscall") int crash_##table(void *ctx) \
	{ \
		struct counted value = {}; \
		struct plain plain = {}, *e; \
		int zero = 0, i; \
		*(__u64 *)&value.timer = 0xdeadcaf3; \
		*(__u64 *)&plain.timer = 0xdeadcaf3; \
		for (i = 0; i < 3; i++) \
			if (bpf_map_update_elem(&table, &zero, sizeof(*(table).value) == sizeof(value) ? (void *)&value : (void *)&plain, BPF_ANY)) \
				return -2; \
		e = bpf_map_lookup_elem(&table, &zero); \
		if (!e) \
			return -3; \
		return sizeof(*(table).value) == sizeof(value) ? bpf_timer_cancel(&((struct counted *)e)->timer) : bpf_timer_cancel(&e->timer); \
	}
CRASH(array)
CRASH(hash)

/* ---- two callbacks that cancel each other. The first one waits for the device meanwhile, which 6.12 lets it: on a kernel it is another CPU
 * that makes the two meet. */

static int on_first(void *map, int *key, struct plain *e)
{
	int zero = 0;
	struct plain *other = bpf_map_lookup_elem(&second, &zero);
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(id);
	__u8 feature[4] = { 1 };

	if (ctx) {
		hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
		hid_bpf_release_context(ctx);
	}
	if (other)
		second_cancel = bpf_timer_cancel(&other->timer);
	return 0;
}

static int on_second(void *map, int *key, struct plain *e)
{
	int zero = 0;
	struct plain *other = bpf_map_lookup_elem(&first, &zero);

	if (other)
		first_cancel = bpf_timer_cancel(&other->timer);
	return 0;
}

SEC("syscall") int start_both(void *ctx)
{
	int zero = 0;
	struct plain *a = bpf_map_lookup_elem(&first, &zero), *b = bpf_map_lookup_elem(&second, &zero);

	if (!a || !b)
		return -2;
	return bpf_timer_init(&a->timer, &first, BOOTTIME) | bpf_timer_set_callback(&a->timer, on_first) | bpf_timer_start(&a->timer, 1, PINNED) |
	       bpf_timer_init(&b->timer, &second, BOOTTIME) | bpf_timer_set_callback(&b->timer, on_second) | bpf_timer_start(&b->timer, 1000000, PINNED);
}
