// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What scripts/verifier-hunt found of kernels after 6.12: what each kernel says of a program, as tags with the release before (none: accepted).
 * RulesByReleaseTest reads them from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define NONNULL __attribute__((btf_decl_tag("arg:nonnull")))
#define NOINLINE __attribute__((noinline))

struct order {
	struct bpf_wq wq;
	__u64 count;
};

struct plain {
	__u64 count;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct order); __uint(max_entries, 4); } orders SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct order); __uint(max_entries, 4); } others SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct plain); __uint(max_entries, 4); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __type(key, __u32); __type(value, __u32); __uint(max_entries, 4); } tails SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, __u64); __type(value, __u64); __uint(max_entries, 4); __uint(map_flags, 1); } trie SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __type(key, __u32); __type(value, __u32); __uint(max_entries, 4); } devices SEC(".maps");

/* Sizes of what calls give */

struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");

SEC("tc") SAYS("7.3", "R2 allocation size exceeds u32 max")
int reserves_below_zero(void *ctx)
{
	void *there = bpf_ringbuf_reserve(&ring, -8, 0);

	if (there)
		bpf_ringbuf_discard(there, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "R2 is not a known constant'") SAYS("6.18", "R2 is not a known constant'")
SAYS("7.3", "R2 is not a const")
int reserves_some(void *ctx)
{
	void *there = bpf_ringbuf_reserve(&ring, 8 + (bpf_get_prandom_u32() & 8), 0);

	if (there)
		bpf_ringbuf_discard(there, 0);
	return 0;
}

/* Where compilers see undefined behaviour */

extern void __bpf_trap(void) __weak __ksym;

SEC("tc") SAYS("6.18", "unexpected __bpf_trap() due to uninitialized variable?")
SAYS("7.3", "unexpected __bpf_trap() due to uninitialized variable?")
int falls_into_a_trap(void *ctx)
{
	if (__bpf_trap)
		__bpf_trap();
	return 0;
}

/* Work queues */

SEC("tc") SAYS("6.18", "doesn't have constant offset. bpf_wq has to be at the constant offset")
SAYS("7.3", "doesn't have constant offset. bpf_wq has to be at the constant offset")
int work_at_an_offset(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init((void *)o + (bpf_get_prandom_u32() & 8), &orders, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
SAYS("6.18", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
SAYS("7.3", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
int work_of_another_map(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init(&o->wq, &others, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "map 'counts' in R2 has no special field") SAYS("6.18", "map 'counts' in R2 has no special field")
SAYS("7.3", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
int work_of_a_map_without(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init(&o->wq, &counts, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "map 'counts' in R1 has no special field") SAYS("6.18", "map 'counts' has no valid bpf_wq")
SAYS("7.3", "map 'counts' has no valid bpf_wq")
int work_in_a_map_without(void *ctx)
{
	__u32 key = 1;
	struct plain *p = bpf_map_lookup_elem(&counts, &key);

	if (p)
		bpf_wq_init((void *)p, &counts, 0);
	return 0;
}

/* What sleeps */

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int tail_call_that_may_sleep(void *ctx)
{
	bpf_tail_call(ctx, &tails, 1);
	return 0;
}

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int trie_while_sleeping(void *ctx)
{
	__u64 key = 8;
	__u64 *found = bpf_map_lookup_elem(&trie, &key);

	return found && *found == 1;
}

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("7.3", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int devices_while_sleeping(void *ctx)
{
	return bpf_redirect_map(&devices, 1, 0);
}

/* Context */

SEC("syscall") SAYS("6.12", "invalid bpf_context access off=2 size=4") SAYS("6.18", "invalid bpf_context access off=2 size=4")
int read_between(void *ctx)
{
	__u32 value;

	asm volatile("%0 = *(u32 *)(%1 + 2)" : "=r"(value) : "r"(ctx));
	return value;
}

SEC("syscall") SAYS("6.12", "invalid bpf_context access off=7 size=8") SAYS("6.18", "invalid bpf_context access off=7 size=8")
int write_between(void *ctx)
{
	asm volatile("*(u64 *)(%0 + 7) = %1" : : "r"(ctx), "r"(1L));
	return 0;
}

SEC("tp/x/y") SAYS("6.12", "invalid bpf_context access off=10 size=4") SAYS("6.18", "invalid bpf_context access off=10 size=4")
SAYS("7.3", "invalid bpf_context access off=10 size=4")
int tracepoint_between(void *ctx)
{
	__u32 value;

	asm volatile("%0 = *(u32 *)(%1 + 10)" : "=r"(value) : "r"(ctx));
	return value;
}

/* Arguments */

NOINLINE int first_of(int *numbers NONNULL)
{
	return *numbers;
}

SEC("tc") SAYS("7.3", "Caller passes invalid args into func#1 ('first_of')")
int nothing_given(void *ctx)
{
	int *nothing;

	asm volatile("%0 = 0" : "=r"(nothing));
	return first_of(nothing);
}

SEC("struct_ops/hid_device_event") SAYS("6.12", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("6.18", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("7.3", "R1 is scalar expected STRUCT hid_bpf_ctx")
int number_for_a_context(__u64 *ctx)
{
	return !hid_bpf_get_data((struct hid_bpf_ctx *)8, 0, 8);
}

/* Results */

__u8 variable[8];

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_data(__u64 *ctx)
{
	return (__u64)hid_bpf_get_data((struct hid_bpf_ctx *)ctx[0], 0, 8);
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_value(__u64 *ctx)
{
	__u32 key = 1;

	return (__u64)bpf_map_lookup_elem(&counts, &key);
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_variable(__u64 *ctx)
{
	return (__u64)variable;
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_map(__u64 *ctx)
{
	return (__u64)&counts;
}

SEC("struct_ops/hid_device_event") __u64 returns_stack(__u64 *ctx)
{
	__u64 there;

	asm volatile("%0 = r10" : "=r"(there));
	return there;
}

SEC("struct_ops/hid_device_event") __u64 returns_context(__u64 *ctx)
{
	return (__u64)ctx;
}

SEC("struct_ops/hid_device_event") __u64 returns_hid_context(__u64 *ctx)
{
	return ctx[0];
}

SEC(".struct_ops.link") struct hid_bpf_ops number_ops = { .hid_device_event = (void *)number_for_a_context };
SEC(".struct_ops.link") struct hid_bpf_ops data_ops = { .hid_device_event = (void *)returns_data };
SEC(".struct_ops.link") struct hid_bpf_ops value_ops = { .hid_device_event = (void *)returns_value };
SEC(".struct_ops.link") struct hid_bpf_ops variable_ops = { .hid_device_event = (void *)returns_variable };
SEC(".struct_ops.link") struct hid_bpf_ops map_ops = { .hid_device_event = (void *)returns_map };
SEC(".struct_ops.link") struct hid_bpf_ops stack_ops = { .hid_device_event = (void *)returns_stack };
SEC(".struct_ops.link") struct hid_bpf_ops context_ops = { .hid_device_event = (void *)returns_context };
SEC(".struct_ops.link") struct hid_bpf_ops hid_context_ops = { .hid_device_event = (void *)returns_hid_context };

char _license[] SEC("license") = "GPL";
