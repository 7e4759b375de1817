// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 7.3
/*
 * Locks that fail rather than wait for ever (bpf_res_spin_lock, since 6.15). What 6.18.15 and 7.3.4 say stands beside each program, as
 * RulesByReleaseTest reads it.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define BOTH(text) SAYS("6.18", text) SAYS("7.3", text)
#define NEW(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define DROP(p) bpf_obj_drop_impl(p, NULL)
#define CONTAINS(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define PRIVATE(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define container(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct counter {
	__u64 count;
	struct bpf_res_spin_lock lock;
};

struct plain {
	struct bpf_spin_lock lock;
	__u64 count;
};

struct item {
	struct bpf_list_node in_list;
	__u64 value;
};

struct node {
	struct bpf_rb_node in_tree;
	__u64 value;
};

struct guarded {
	struct bpf_res_spin_lock lock;
	struct bpf_list_head items CONTAINS(item, in_list);
	__u64 value;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct counter); __uint(max_entries, 4); } counters SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct counter); __uint(max_entries, 4); } others SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct plain); __uint(max_entries, 4); } plains SEC(".maps");

PRIVATE(A) struct bpf_res_spin_lock one;
PRIVATE(B) struct bpf_res_spin_lock two;
PRIVATE(C) struct bpf_res_spin_lock list_lock;
PRIVATE(C) struct bpf_list_head list CONTAINS(item, in_list);
PRIVATE(D) struct bpf_res_spin_lock tree_lock;
PRIVATE(D) struct bpf_rb_root tree CONTAINS(node, in_tree);
PRIVATE(E) struct bpf_spin_lock plain_lock;

static struct counter *counter(__u32 key)
{
	return bpf_map_lookup_elem(&counters, &key);
}

SEC("struct_ops/hid_device_event") int in_an_event(__u64 *ctx)
{
	struct counter *c = counter(1);

	if (!c || bpf_res_spin_lock(&c->lock))
		return 0;
	c->count++;
	bpf_res_spin_unlock(&c->lock);
	return 0;
}

SEC(".struct_ops.link") struct hid_bpf_ops event_ops = { .hid_device_event = (void *)in_an_event };

SEC("syscall") int result_returned(void *ctx)
{
	int error = bpf_res_spin_lock(&one);

	if (error)
		return error;
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int never_positive(void *ctx)
{
	int error = bpf_res_spin_lock(&one);
	__u64 *nowhere = 0;

	if (!error) {
		bpf_res_spin_unlock(&one);
		return 0;
	}
	asm volatile("if %1 s> -1 goto +2; if %1 s< -4095 goto +1; goto +1; %0 = *(u64 *)(%0 + 0)" : "+r"(nowhere) : "w"(error));
	return error;
}

SEC("syscall") BOTH("bpf_res_spin_unlock without taking a lock") int result_ignored(void *ctx)
{
	bpf_res_spin_lock(&one);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") BOTH("BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed region") int never_unlocked(void *ctx)
{
	bpf_res_spin_lock(&one);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock without taking a lock") int unlocked_twice(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_res_spin_unlock(&one);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") BOTH("Acquiring the same lock again, AA deadlock detected") int locked_twice(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	if (!bpf_res_spin_lock(&one))
		bpf_res_spin_unlock(&one);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int two_in_order(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	if (!bpf_res_spin_lock(&two))
		bpf_res_spin_unlock(&two);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock cannot be out of order") int two_out_of_order(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	if (bpf_res_spin_lock(&two)) {
		bpf_res_spin_unlock(&one);
		return 0;
	}
	bpf_res_spin_unlock(&one);
	bpf_res_spin_unlock(&two);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock cannot be out of order") int second_left(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_res_spin_lock(&two);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int two_of_a_map(void *ctx)
{
	struct counter *a = counter(1), *b = counter(2);

	if (!a || !b || bpf_res_spin_lock(&a->lock))
		return 0;
	if (!bpf_res_spin_lock(&b->lock)) {
		b->count = a->count;
		bpf_res_spin_unlock(&b->lock);
	}
	bpf_res_spin_unlock(&a->lock);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock of different lock") int another_unlocked(void *ctx)
{
	struct counter *a = counter(1), *b = counter(2);

	if (!a || !b || bpf_res_spin_lock(&a->lock))
		return 0;
	bpf_res_spin_unlock(&b->lock);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock without taking a lock") int never_locked(void *ctx)
{
	bpf_res_spin_unlock(&one);
	return 0;
}

/* Where the lock is */

SEC("syscall") SAYS("6.18", "arg#0 doesn't point to map value or allocated object") SAYS("7.3", "R1 doesn't point to map value or allocated object")
int on_the_stack(void *ctx)
{
	struct bpf_res_spin_lock lock = {};

	if (!bpf_res_spin_lock(&lock))
		bpf_res_spin_unlock(&lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "arg#0 doesn't point to map value or allocated object") SAYS("7.3", "Possibly NULL pointer passed to trusted R1")
int nowhere(void *ctx)
{
	struct bpf_res_spin_lock *lock;

	asm volatile("%0 = 0" : "=r"(lock));
	if (!bpf_res_spin_lock(lock))
		bpf_res_spin_unlock(lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "arg#0 doesn't point to map value or allocated object") SAYS("7.3", "Possibly NULL pointer passed to trusted R1")
int value_not_tested(void *ctx)
{
	struct counter *c = counter(1);

	if (!bpf_res_spin_lock((void *)c))
		bpf_res_spin_unlock((void *)c);
	return 0;
}

SEC("syscall") BOTH("off 0 doesn't point to 'struct bpf_res_spin_lock' that is at 8") int beside_the_lock(void *ctx)
{
	struct counter *c = counter(1);

	if (c && !bpf_res_spin_lock((void *)c))
		bpf_res_spin_unlock((void *)c);
	return 0;
}

SEC("syscall") BOTH("R1 doesn't have constant offset. bpf_res_spin_lock has to be at the constant offset") int somewhere(void *ctx)
{
	struct counter *c = counter(1);

	if (c && !bpf_res_spin_lock((void *)c + (bpf_get_prandom_u32() & 8)))
		bpf_res_spin_unlock(&c->lock);
	return 0;
}

SEC("syscall") BOTH("map '.bss.E' has no valid bpf_res_spin_lock") int of_the_other_kind(void *ctx)
{
	if (!bpf_res_spin_lock((void *)&plain_lock))
		bpf_res_spin_unlock((void *)&plain_lock);
	return 0;
}

SEC("syscall") BOTH("map '.bss.A' has no valid bpf_spin_lock") int plain_lock_of_this_kind(void *ctx)
{
	bpf_spin_lock((void *)&one);
	bpf_spin_unlock((void *)&one);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_lock cannot be accessed directly by load/store") int read_by_a_load(void *ctx)
{
	struct counter *c = counter(1);

	return c ? *(volatile __u32 *)&c->lock : 0;
}

SEC("syscall") int in_an_own_object(void *ctx)
{
	struct guarded *g = NEW(struct guarded);

	if (!g)
		return 0;
	if (!bpf_res_spin_lock(&g->lock)) {
		g->value = 1;
		bpf_res_spin_unlock(&g->lock);
	}
	DROP(g);
	return 0;
}

/* With interrupts off */

SEC("syscall") int interrupts_off(void *ctx)
{
	unsigned long flags;

	if (bpf_res_spin_lock_irqsave(&one, &flags))
		return 0;
	bpf_res_spin_unlock_irqrestore(&one, &flags);
	return 0;
}

SEC("syscall") int interrupts_off_twice(void *ctx)
{
	unsigned long flags, inner;

	if (bpf_res_spin_lock_irqsave(&one, &flags))
		return 0;
	if (!bpf_res_spin_lock_irqsave(&two, &inner))
		bpf_res_spin_unlock_irqrestore(&two, &inner);
	bpf_res_spin_unlock_irqrestore(&one, &flags);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock of different lock") int unlocked_with_interrupts_off(void *ctx)
{
	unsigned long flags;

	if (bpf_res_spin_lock_irqsave(&one, &flags))
		return 0;
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") BOTH("bpf_res_spin_unlock of different lock") int interrupts_never_off(void *ctx)
{
	unsigned long flags = 0;

	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_res_spin_unlock_irqrestore(&one, &flags);
	return 0;
}

SEC("syscall") BOTH("function calls are not allowed while holding a lock") int interrupts_on_by_the_other(void *ctx)
{
	unsigned long flags;

	if (bpf_res_spin_lock_irqsave(&one, &flags))
		return 0;
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("syscall") BOTH("irq flag acquired by native kfuncs cannot be restored with lock kfuncs") int interrupts_off_by_the_other(void *ctx)
{
	unsigned long flags, own;

	if (bpf_res_spin_lock_irqsave(&one, &own))
		return 0;
	bpf_res_spin_unlock_irqrestore(&one, &own);
	bpf_local_irq_save(&flags);
	if (!bpf_res_spin_lock_irqsave(&one, &own))
		bpf_res_spin_unlock_irqrestore(&one, &flags);
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("syscall") SAYS("6.18", "expected uninitialized irq flag as arg#1") SAYS("7.3", "expected uninitialized irq flag as R2")
int flags_used_twice(void *ctx)
{
	unsigned long flags;

	if (bpf_res_spin_lock_irqsave(&one, &flags))
		return 0;
	if (!bpf_res_spin_lock_irqsave(&two, &flags))
		bpf_res_spin_unlock_irqrestore(&two, &flags);
	bpf_res_spin_unlock_irqrestore(&one, &flags);
	return 0;
}

/* What may be done meanwhile */

SEC("syscall") BOTH("function calls are not allowed while holding a lock") int calls_meanwhile(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_get_prandom_u32();
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") BOTH("function calls are not allowed while holding a lock") int takes_a_plain_one_meanwhile(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_spin_lock(&plain_lock);
	bpf_spin_unlock(&plain_lock);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int taken_under_a_plain_one(void *ctx)
{
	bpf_spin_lock(&plain_lock);
	if (!bpf_res_spin_lock(&one))
		bpf_res_spin_unlock(&one);
	bpf_spin_unlock(&plain_lock);
	return 0;
}

SEC("syscall") BOTH("bpf_spin_unlock cannot be out of order") int plain_one_unlocked_before(void *ctx)
{
	bpf_spin_lock(&plain_lock);
	if (!bpf_res_spin_lock(&one)) {
		bpf_spin_unlock(&plain_lock);
		bpf_res_spin_unlock(&one);
		return 0;
	}
	bpf_spin_unlock(&plain_lock);
	return 0;
}

static __attribute__((noinline)) int locks(void)
{
	return bpf_res_spin_lock(&one);
}

SEC("syscall") int locked_by_a_function(void *ctx)
{
	if (!locks())
		bpf_res_spin_unlock(&one);
	return 0;
}

int calls;

__attribute__((noinline)) int global(int value)
{
	calls += value;
	return calls;
}

SEC("syscall") BOTH("use static function instead") int calls_a_global_function(void *ctx)
{
	if (bpf_res_spin_lock(&one))
		return 0;
	global(1);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int lists_under_it(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_list_node *n = NULL;

	if (!i)
		return 0;
	i->value = 1;
	if (bpf_res_spin_lock(&list_lock)) {
		DROP(i);
		return 0;
	}
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	n = bpf_list_pop_front(&list);
	bpf_res_spin_unlock(&list_lock);
	if (n)
		DROP(container(n, struct item, in_list));
	return 0;
}

SEC("syscall") BOTH("bpf_spin_lock at off=-22 must be held for bpf_list_head") int list_without_it(void *ctx)
{
	struct bpf_list_node *n = bpf_list_pop_front(&list);

	if (n)
		DROP(container(n, struct item, in_list));
	return 0;
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container(a, struct node, in_tree)->value < container(b, struct node, in_tree)->value;
}

static bool less_with_lock(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	if (!bpf_res_spin_lock(&one))
		bpf_res_spin_unlock(&one);
	return 0;
}

SEC("syscall") int trees_under_it(void *ctx)
{
	struct node *n = NEW(struct node);

	if (!n)
		return 0;
	if (bpf_res_spin_lock(&tree_lock)) {
		DROP(n);
		return 0;
	}
	bpf_rbtree_add_impl(&tree, &n->in_tree, (void *)less, NULL, 0);
	bpf_res_spin_unlock(&tree_lock);
	return 0;
}

SEC("syscall") SAYS("7.3", "can't res_spin_{lock,unlock} in rbtree cb") int in_a_comparison(void *ctx)
{
	struct node *n = NEW(struct node);

	if (!n)
		return 0;
	if (bpf_res_spin_lock(&tree_lock)) {
		DROP(n);
		return 0;
	}
	bpf_rbtree_add_impl(&tree, &n->in_tree, (void *)less_with_lock, NULL, 0);
	bpf_res_spin_unlock(&tree_lock);
	return 0;
}

SEC("syscall") BOTH("function calls are not allowed while holding a lock") int sleeps_meanwhile(void *ctx)
{
	char c;

	if (bpf_res_spin_lock(&one))
		return 0;
	bpf_copy_from_user(&c, 1, (void *)8);
	bpf_res_spin_unlock(&one);
	return 0;
}

SEC("tc") int in_a_loop(void *ctx)
{
	struct counter *c;
	int i;

#pragma clang loop unroll(disable)
	for (i = 0; i < 20; i++) {
		c = counter(i & 3);
		if (!c || bpf_res_spin_lock(&c->lock))
			continue;
		c->count += i;
		bpf_res_spin_unlock(&c->lock);
	}
	return 0;
}
