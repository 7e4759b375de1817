// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What comparing with a real Linux 6.12.117 turned up: beside each program the line of the kernel's log and its error, as a tag (EXPECT;
 * none: accepted, after looking
 * at so many instructions, where INSNS says it) that RulesTest reads from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define EXPECT(errno, text) __attribute__((btf_decl_tag("expect:" text))) __attribute__((btf_decl_tag("errno:" #errno)))
#define barrier() asm volatile("" ::: "memory")
#define INSNS(n) __attribute__((btf_decl_tag("insns:" #n)))
#define FINDING(kind) __attribute__((btf_decl_tag("finding:" kind)))
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#define NEW(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define DROP(p) bpf_obj_drop_impl(p, NULL)

struct job {
	struct bpf_wq work;
	__u32 runs;
};

struct alarm {
	struct bpf_timer timer;
	__u32 rings;
};

struct crate {
	__u64 weight;
};

struct shelf {
	struct crate __kptr *crate;
	struct crate __percpu_kptr *counters;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct job); __uint(max_entries, 2); } jobs SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct job); __uint(max_entries, 2); } more_jobs SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct alarm); __uint(max_entries, 2); } alarms SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct crate); __uint(max_entries, 2); } crates SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 2); } numbers SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(key_size, 4); __uint(value_size, 32); __uint(max_entries, 2); } untyped SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct shelf); __uint(max_entries, 2); } shelves SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __type(value, __u32); __uint(max_entries, 16); } seen SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK); __type(value, __u32); __uint(max_entries, 16); } pile SEC(".maps");

const volatile __u32 wanted = 4711;
const volatile bool enabled = true;

static struct job *job(void)
{
	__u32 key = 1;

	return bpf_map_lookup_elem(&jobs, &key);
}

/* ---- work queues whose map has no special field */

#define INIT_WITH(map) { struct job *j = job(); return j ? bpf_wq_init(&j->work, &map, 0) : 0; }

SEC("tc") int wq_own_map(void *ctx) INIT_WITH(jobs)
SEC("tc") EXPECT(EINVAL, "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0") int wq_other_map(void *ctx) INIT_WITH(more_jobs)
SEC("tc") EXPECT(EINVAL, "map 'crates' in R2 has no special field: Linux 6.12 to 7.2 oops here while loading") int wq_map_of_struct(void *ctx) INIT_WITH(crates)
SEC("syscall") EXPECT(EINVAL, "map 'numbers' in R2 has no special field: Linux 6.12 to 7.2 oops here while loading") int wq_map_of_number(void *ctx) INIT_WITH(numbers)
SEC("tc") EXPECT(EINVAL, "map 'untyped' in R2 has no special field: Linux 6.12 to 7.2 oops here while loading") int wq_map_without_types(void *ctx) INIT_WITH(untyped)

/* a record, but no work queue in it: 6.12 does not look */
SEC("tc") FINDING("verifier-hole") int wq_map_with_timer(void *ctx) INIT_WITH(alarms)

SEC("tc") EXPECT(EINVAL, "map 'crates' in R1 has no special field: Linux 6.12 to 7.2 oops here while loading") int wq_in_value_without(void *ctx)
{
	__u32 key = 1;
	struct bpf_wq *work = bpf_map_lookup_elem(&crates, &key);

	return work ? bpf_wq_start(work, 0) : 0;
}

SEC("tc") EXPECT(EINVAL, "off 0 doesn't point to 'struct bpf_wq' that is at -22") int wq_in_value_with_timer(void *ctx)
{
	__u32 key = 1;
	struct bpf_wq *work = bpf_map_lookup_elem(&alarms, &key);

	return work ? bpf_wq_start(work, 0) : 0;
}

/* ---- addresses of callbacks that no path calls */

static long add_one(__u32 i, void *sum)
{
	*(__u32 *)sum += 1;
	return 0;
}

static long add_two(__u32 i, void *sum)
{
	*(__u32 *)sum += 2;
	return 0;
}

static __noinline int is_set(void *p)
{
	return p != NULL;
}

#define ADDRESS_OF(function) ({ long at; asm volatile("%0 = %1 ll" : "=r"(at) : "i"(function)); at; })

SEC("syscall") EXPECT(EFAULT, "verifier bug. No program starts at insn") int callback_unreached(void *ctx)
{
	int set = is_set(ctx);

	ADDRESS_OF(add_two);
	return set;
}

SEC("syscall") int callback_unreached_alone(void *ctx)
{
	ADDRESS_OF(add_two);
	return 0;
}

SEC("syscall") int callback_chosen_at_load(void *ctx)
{
	__u32 sum = 0;

	bpf_loop(3, enabled ? add_one : add_two, &sum, 0);
	return sum;
}

/* ---- objects that may be NULL, given to bpf_kptr_xchg() */

static struct shelf *shelf(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&shelves, &key);
}

SEC("tc") EXPECT(EFAULT, "verifier internal error: invalid PTR_TO_BTF_ID register for type match") int exchange_untested(void *ctx)
{
	struct shelf *s = shelf();
	struct crate *old;

	if (!s)
		return 0;
	old = bpf_kptr_xchg(&s->crate, NEW(struct crate));
	if (old)
		DROP(old);
	return 0;
}

SEC("tc") int exchange_tested(void *ctx)
{
	struct shelf *s = shelf();
	struct crate *new, *old;

	if (!s)
		return 0;
	new = NEW(struct crate);
	if (!new)
		return 0;
	old = bpf_kptr_xchg(&s->crate, new);
	if (old)
		DROP(old);
	return 0;
}

SEC("tc") EXPECT(EFAULT, "verifier internal error: invalid PTR_TO_BTF_ID register for type match") int exchange_percpu_untested(void *ctx)
{
	struct shelf *s = shelf();
	struct crate *old;

	if (!s)
		return 0;
	old = bpf_kptr_xchg(&s->counters, bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct crate), NULL));
	if (old)
		bpf_percpu_obj_drop_impl(old, NULL);
	return 0;
}

SEC("tc") EXPECT(EFAULT, "verifier internal error: Couldn't find btf_record") int refcount_of_plain_object(void *ctx)
{
	struct crate *c = NEW(struct crate), *again;

	if (!c)
		return 0;
	again = bpf_refcount_acquire_impl(c, NULL);
	if (again)
		DROP(again);
	DROP(c);
	return 0;
}

/* ---- a bloom filter only reads what it is asked for */

SEC("tc") int bloom_constant(void *ctx)
{
	return bpf_map_peek_elem(&seen, (void *)&wanted);
}

SEC("tc") int bloom_uninitialized(void *ctx)
{
	char bytes[4];

	return bpf_map_peek_elem(&seen, bytes);
}

SEC("tc") EXPECT(EACCES, "write into map forbidden, value_size=5 off=0 size=4") int stack_into_constant(void *ctx)
{
	return bpf_map_peek_elem(&pile, (void *)&wanted);
}

/* ---- what a device map holds is for programs to read */

struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __type(key, __u32); __type(value, __u32); __uint(max_entries, 4); } devices SEC(".maps");

SEC("xdp") EXPECT(EACCES, "write into map forbidden, value_size=4 off=0 size=4") int device_map_written(void *ctx)
{
	__u32 key = 0, *interface = bpf_map_lookup_elem(&devices, &key);

	if (interface)
		*interface = 2;
	return 2;
}

/* ---- an iterator at fp+0 is that at fp-8 for 6.12 */

SEC("syscall") INSNS(25) FINDING("verifier-hole") __attribute__((naked)) int iterator_at_frame_end(void)
{
	asm volatile(
		"r1 = r10; r1 += -8; r2 = 0; r3 = 7; call %[new];"
	"1:	r1 = r10; call %[next]; if r0 != 0 goto 1b;"
		"r1 = r10; r1 += -8; call %[destroy]; r0 = 0; exit;"
		:: [new] "i"(bpf_iter_num_new), [next] "i"(bpf_iter_num_next), [destroy] "i"(bpf_iter_num_destroy));
}

SEC("syscall") int iterator_in_frame(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 7);
	while (bpf_iter_num_next(&it))
		;
	bpf_iter_num_destroy(&it);
	return 0;
}

/* ---- arguments of global functions */

__noinline int read_number(__u32 *p)
{
	return p ? *p : 0;
}

SEC("tc") EXPECT(EINVAL, "Caller passes invalid args into func#1 ('read_number')") int number_for_pointer(void *ctx)
{
	return read_number((__u32 *)(long)bpf_get_prandom_u32());
}

/* ---- parts of the fields of contexts */

#define READ(type, offset) (*(volatile type *)((char *)ctx + (offset)))
#define NO_ACCESS(off, size) EXPECT(EACCES, "invalid bpf_context access off=" #off " size=" #size)

SEC("cgroup/sock_create") int sock_family_first(void *ctx) { return READ(__u8, 4) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(5, 1) int sock_family_second(void *ctx) { return READ(__u8, 5) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(6, 2) int sock_family_upper(void *ctx) { return READ(__u16, 6) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(10, 1) int sock_type_third(void *ctx) { return READ(__u8, 10) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(14, 2) int sock_protocol_upper(void *ctx) { return READ(__u16, 14) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(75, 1) int sock_state_fourth(void *ctx) { return READ(__u8, 75) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(78, 2) int sock_queue_upper(void *ctx) { return READ(__u16, 78) & 1; }
SEC("cgroup/post_bind4") int sock_address_byte(void *ctx) { return READ(__u8, 27) & 1; }
SEC("cgroup/post_bind4") NO_ACCESS(45, 1) int sock_port_second(void *ctx) { return READ(__u8, 45) & 1; }
SEC("cgroup/sock_create") int sock_peer_port(void *ctx) { return (READ(__u32, 48) + READ(__u16, 48) + READ(__u8, 49)) & 1; }
SEC("cgroup/sock_create") NO_ACCESS(50, 2) int sock_peer_port_padding(void *ctx) { return READ(__u16, 50) & 1; }
SEC("sk_reuseport") int reuseport_protocol_half(void *ctx) { return READ(__u16, 22) & 1; }
SEC("sk_reuseport") NO_ACCESS(20, 1) int reuseport_protocol_byte(void *ctx) { return READ(__u8, 20) & 1; }
SEC("sk_reuseport") int reuseport_length_byte(void *ctx) { return READ(__u8, 17) & 1; }
SEC("sockops") int sockops_flags_first(void *ctx) { return READ(__u8, 212) & 1; }
SEC("sockops") NO_ACCESS(213, 1) int sockops_flags_second(void *ctx) { return READ(__u8, 213) & 1; }

/* ---- helpers by attach type */

#define NO_HELPER(name) EXPECT(EINVAL, "program of this type cannot use helper bpf_" #name)
#define ADDRESS { char address[16] = {}; return bpf_bind(ctx, (void *)address, sizeof(address)) & 1; }
#define OPTION(function) { __u32 value = 1; return function(ctx, 1, 2, &value, sizeof(value)) & 1; }

SEC("cgroup/connect4") int retval_at_connect(void *ctx) { bpf_get_retval(); return 1; }
SEC("cgroup/recvmsg4") NO_HELPER(get_retval#186) int retval_at_recvmsg(void *ctx) { bpf_get_retval(); return 1; }
SEC("cgroup/getpeername6") NO_HELPER(set_retval#187) int set_retval_at_getpeername(void *ctx) { bpf_set_retval(0); return 1; }
SEC("cgroup/getsockname4") NO_HELPER(get_retval#186) int retval_at_getsockname(void *ctx) { bpf_get_retval(); return 1; }
SEC("cgroup/connect6") int bind_at_connect(void *ctx) ADDRESS
SEC("cgroup/sendmsg4") NO_HELPER(bind#64) int bind_at_sendmsg(void *ctx) ADDRESS
SEC("cgroup/bind4") int option_at_bind(void *ctx) OPTION(bpf_setsockopt)
SEC("cgroup/getpeername_unix") NO_HELPER(getsockopt#57) int option_at_unix_name(void *ctx) OPTION(bpf_getsockopt)
SEC("cgroup/getsockopt") NO_HELPER(setsockopt#49) int option_at_getsockopt(void *ctx) OPTION(bpf_setsockopt)

/* ---- how many states are kept does not start afresh with each global function */

__noinline int first_global(__u32 n)
{
	__u32 sum = 0;

	if (n & 1)
		sum += bpf_get_prandom_u32();
	if (n & 2)
		sum ^= bpf_get_prandom_u32();
	return sum;
}

__noinline int second_global(__u32 n)
{
	__u32 sum = n;

	if (n & 4)
		sum *= 3;
	if (n & 8)
		sum += bpf_get_prandom_u32();
	if (n & 16)
		sum ^= 5;
	if (n & 32)
		sum -= bpf_get_prandom_u32();
	return sum;
}

__noinline int third_global(__u32 n)
{
	__u32 sum = n;

	for (int i = 0; i < 5; i++) {
		if (n & (1 << i))
			sum += bpf_get_prandom_u32();
		barrier();
	}
	return sum;
}

SEC("tc") INSNS(140) int three_globals(void *ctx)
{
	__u32 n = bpf_get_prandom_u32();

	return first_global(n) + second_global(n) + third_global(n);
}

char _license[] SEC("license") = "Dual BSD/GPL";
