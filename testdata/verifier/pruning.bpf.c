// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that show how many instructions a verifier looks at: kernels from 6.16 on decide otherwise than 6.12 which states are equal, in loops
 * and behind calls. PruningCountsTest has the counts of real kernels.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define barrier(x) asm volatile("" : "+r"(x))
#define noinline __attribute__((noinline))

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64[4]); __uint(max_entries, 8); } numbers SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); __uint(max_entries, 8); } places SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __type(key, __u32); __type(value, __u32); __uint(max_entries, 2); } programs SEC(".maps");

__u32 seen[16];
const volatile __u32 wanted = 3;

/* Registers that nobody reads any more keep states of the branches apart where marks have to tell. */
SEC("syscall")
int dead_registers(void *ctx)
{
	__u64 sum = 0;

	for (int i = 0; i < 6; i++) {
		__u64 r = bpf_get_prandom_u32();

		if (r & 1)
			sum += 1;
		barrier(sum);
	}
	return sum > 3;
}

/* Each element may change what the next round finds. */
SEC("syscall")
int nested_iterators(void *ctx)
{
	struct bpf_iter_num rounds, steps;
	int *step;

	bpf_iter_num_new(&rounds, 0, 10);
	while (bpf_iter_num_next(&rounds)) {
		__u32 at = 0;

		bpf_iter_num_new(&steps, 0, 5);
		while ((step = bpf_iter_num_next(&steps))) {
			if (bpf_get_prandom_u32() & 1)
				seen[*step & 15] = at;
			at = *step;
		}
		bpf_iter_num_destroy(&steps);
	}
	bpf_iter_num_destroy(&rounds);
	return 0;
}

/* What mattered in one round matters in the rounds before it. */
SEC("syscall")
int index_of_last_round(void *ctx)
{
	__u32 at = 0;
	struct bpf_iter_num rounds;
	int *i;

	bpf_iter_num_new(&rounds, 0, 10);
	while ((i = bpf_iter_num_next(&rounds))) {
		if (bpf_get_prandom_u32() & 1) {
			if (at < 16)
				seen[at] = *i;
			continue;
		}
		at = bpf_get_prandom_u32() & 7;
	}
	bpf_iter_num_destroy(&rounds);
	return 0;
}

static noinline void put(__u64 *place, __u64 value)
{
	*place = value;
}

static noinline __u64 get(const __u64 *place)
{
	return *place;
}

/* The stack of a caller is written and read by functions that it calls. */
SEC("syscall")
int stack_of_the_caller(void *ctx)
{
	__u64 place;
	struct bpf_iter_num rounds;
	int *i;

	bpf_iter_num_new(&rounds, 0, 8);
	while ((i = bpf_iter_num_next(&rounds))) {
		put(&place, *i);
		if (bpf_get_prandom_u32() & 1)
			put(&place, 7);
		if (get(&place) > 5)
			seen[1] = 1;
	}
	bpf_iter_num_destroy(&rounds);
	return 0;
}

struct search {
	__u32 wanted;
	__u32 found;
	__u64 unused;
};

static int look(__u32 index, struct search *search)
{
	if (index == search->wanted) {
		search->found = index & 15;
		return 1;
	}
	return 0;
}

/* A callback gets a pointer to the stack of the program. */
SEC("syscall")
int callback_with_context(void *ctx)
{
	struct search search = {.wanted = bpf_get_prandom_u32()};

	bpf_loop(100, look, &search, 0);
	return seen[search.found & 15];
}

static int count(__u32 index, void *unused)
{
	if (bpf_get_prandom_u32() & 1)
		seen[index & 15]++;
	return 0;
}

/* And one that gets none, twice. */
SEC("syscall")
int callback_without_context(void *ctx)
{
	bpf_loop(10, count, NULL, 0);
	bpf_loop(20, count, NULL, 0);
	return 0;
}

/* Two halves of a slot, of which the second is dead in the loop. */
SEC("syscall")
int halves_of_a_slot(void *ctx)
{
	volatile struct { __u32 low, high; } pair;
	struct bpf_iter_num rounds;
	int *i;

	pair.low = bpf_get_prandom_u32();
	pair.high = bpf_get_prandom_u32();
	if (pair.high & 1)
		seen[0]++;
	bpf_iter_num_new(&rounds, 0, 4);
	while ((i = bpf_iter_num_next(&rounds))) {
		if (pair.low & 1)
			seen[1]++;
	}
	bpf_iter_num_destroy(&rounds);
	return 0;
}

/* A branch on a constant of the program. */
SEC("syscall")
int branch_on_a_constant(void *ctx)
{
	__u32 sum = 0;
	struct bpf_iter_num rounds;
	int *i;

	bpf_iter_num_new(&rounds, 0, 4);
	while ((i = bpf_iter_num_next(&rounds))) {
		if (wanted == 3)
			sum += bpf_get_prandom_u32() & 1;
		else
			sum += seen[*i & 15];
	}
	bpf_iter_num_destroy(&rounds);
	return sum;
}

/* The element of an array is there. */
SEC("syscall")
int element_by_a_constant(void *ctx)
{
	__u32 key = 0;
	__u64 *number = bpf_map_lookup_elem(&numbers, &key);

	if (!number)
		return 1;
	number[1]++;
	return 0;
}

/* The one of a hash map may not be. */
SEC("syscall")
int place_by_a_constant(void *ctx)
{
	__u32 key = 3;
	__u64 *place = bpf_map_lookup_elem(&places, &key);

	if (!place)
		return 1;
	(*place)++;
	return 0;
}

static noinline int leave(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &programs, 1);
	barrier(skb);
	return seen[1];
}

/* A function that a tail call may leave. */
SEC("tc")
int tail_call_of_a_function(struct __sk_buff *skb)
{
	int result = leave(skb);

	if (result > 3)
		seen[2]++;
	return leave(skb);
}

/* Counts without iterator: rounds are simulated until two of them are alike. */
SEC("syscall")
int may_goto(void *ctx)
{
	__u32 i = 0, sum = 0;

	barrier(i);
	for (; i < 100; i++) {
		asm volatile goto("may_goto %l[out]" :::: out);
		sum += seen[i & 15];
	}
out:
	return sum;
}

/* Loops in functions, entered from two places. */
static noinline __u32 sum_up(__u32 limit)
{
	__u32 sum = 0;
	struct bpf_iter_num rounds;
	int *i;

	bpf_iter_num_new(&rounds, 0, limit);
	while ((i = bpf_iter_num_next(&rounds)))
		sum += seen[*i & 15];
	bpf_iter_num_destroy(&rounds);
	return sum;
}

SEC("syscall")
int loops_in_functions(void *ctx)
{
	__u32 sum = 0;
	struct bpf_iter_num rounds;
	int *i;

	bpf_iter_num_new(&rounds, 0, 3);
	while ((i = bpf_iter_num_next(&rounds))) {
		sum += sum_up(5);
		if (sum > 50)
			sum = sum_up(7);
	}
	bpf_iter_num_destroy(&rounds);
	return sum;
}

char _license[] SEC("license") = "Dual BSD/GPL";
