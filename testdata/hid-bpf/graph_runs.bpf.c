// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 7.3
/*
 * What functions of lists and trees since 6.16, and locks that may fail, come to: each program is run once, in a new object, and
 * returns the number in its tag, as on a real 7.3.4 (GraphFunctionsTest).
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define RETURNS(number) __attribute__((btf_decl_tag("comment:test_retval=" #number)))
#define NEW(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define DROP(p) bpf_obj_drop_impl(p, NULL)
#define CONTAINS(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define PRIVATE(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define container(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct item {
	struct bpf_list_node in_list;
	struct bpf_rb_node in_tree;
	struct bpf_refcount references;
	long value;
};

struct counter {
	struct bpf_res_spin_lock lock;
	int count;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct counter); __uint(max_entries, 4); } counters SEC(".maps");

PRIVATE(A) struct bpf_spin_lock list_lock;
PRIVATE(A) struct bpf_list_head list CONTAINS(item, in_list);
PRIVATE(A) struct bpf_list_head empty CONTAINS(item, in_list);
PRIVATE(B) struct bpf_spin_lock tree_lock;
PRIVATE(B) struct bpf_rb_root tree CONTAINS(item, in_tree);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container(a, struct item, in_tree)->value < container(b, struct item, in_tree)->value;
}

static long value(struct bpf_list_node *n)
{
	return n ? container(n, struct item, in_list)->value : -1;
}

static int push(long value)
{
	struct item *i = NEW(struct item);

	if (!i)
		return -12;
	i->value = value;
	bpf_spin_lock(&list_lock);
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	bpf_spin_unlock(&list_lock);
	return 0;
}

static long pop(void)
{
	struct bpf_list_node *n;
	long result = value(NULL);

	bpf_spin_lock(&list_lock);
	n = bpf_list_pop_front(&list);
	bpf_spin_unlock(&list_lock);
	if (n) {
		result = value(n);
		DROP(container(n, struct item, in_list));
	}
	return result;
}

static int grow(long value)
{
	struct item *i = NEW(struct item);

	if (!i)
		return -12;
	i->value = value;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("syscall") RETURNS(111) int nothing_in_a_new_list(void *ctx)
{
	int result = 0;

	bpf_spin_lock(&list_lock);
	if (!bpf_list_front(&empty))
		result += 1;
	if (!bpf_list_back(&empty))
		result += 10;
	if (bpf_list_empty(&empty))
		result += 100;
	bpf_spin_unlock(&list_lock);
	return result;
}

SEC("syscall") RETURNS(12) int both_ends(void *ctx)
{
	int result;

	if (push(1) || push(2))
		return -12;
	bpf_spin_lock(&list_lock);
	result = 10 * value(bpf_list_front(&list)) + value(bpf_list_back(&list));
	bpf_spin_unlock(&list_lock);
	return result;
}

SEC("syscall") RETURNS(21) int first_and_last(void *ctx)
{
	struct bpf_list_node *n;
	int result = 0;

	if (push(1) || push(2))
		return -12;
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		result = bpf_list_is_first(&list, n) + 2 * bpf_list_is_last(&list, n);
	n = bpf_list_back(&list);
	if (n)
		result += 10 * bpf_list_is_first(&list, n) + 20 * bpf_list_is_last(&list, n);
	if (bpf_list_empty(&list))
		result += 100;
	bpf_spin_unlock(&list_lock);
	return result;
}

SEC("syscall") RETURNS(172) int behind_the_first(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_list_node *n;
	int result = -1;

	if (!i)
		return -12;
	if (push(1) || push(2)) {
		DROP(i);
		return -12;
	}
	i->value = 7;
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n) {
		result = bpf_list_add(&list, &i->in_list, n);
		i = NULL;
	}
	bpf_spin_unlock(&list_lock);
	if (i)
		DROP(i);
	if (result)
		return result;
	return 100 * pop() + 10 * pop() + pop();
}

/* A node that stands in no list is no place to add behind: what is added is dropped. */
SEC("syscall") RETURNS(-22) int behind_a_stranger(void *ctx)
{
	struct item *i = NEW(struct item), *stranger = NEW(struct item);
	int result = -1;

	if (i && stranger) {
		bpf_spin_lock(&list_lock);
		result = bpf_list_add(&list, &i->in_list, &stranger->in_list);
		bpf_spin_unlock(&list_lock);
		i = NULL;
	}
	if (i)
		DROP(i);
	if (stranger)
		DROP(stranger);
	return result;
}

SEC("syscall") RETURNS(-22) int behind_one_of_another_list(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_list_node *n;
	int result = -1;

	if (!i)
		return -12;
	if (push(1)) {
		DROP(i);
		return -12;
	}
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n) {
		result = bpf_list_add(&empty, &i->in_list, n);
		i = NULL;
	}
	bpf_spin_unlock(&list_lock);
	if (i)
		DROP(i);
	return result;
}

SEC("syscall") RETURNS(20) int strangers_are_nowhere(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_list_node *n;
	int result = 0;

	if (!i)
		return -12;
	bpf_spin_lock(&list_lock);
	result = bpf_list_is_first(&list, &i->in_list) + 2 * bpf_list_is_last(&list, &i->in_list);
	n = bpf_list_del(&list, &i->in_list);
	bpf_spin_unlock(&list_lock);
	if (n)
		DROP(container(n, struct item, in_list));
	else
		result += 20;
	DROP(i);
	return result;
}

SEC("syscall") RETURNS(172) int taken_out_of_the_list(void *ctx)
{
	struct bpf_list_node *n;
	int result = 0;

	if (push(1) || push(7) || push(2))
		return -12;
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		n = bpf_list_del(&list, n);
	result = 10 * value(bpf_list_front(&list)) + value(bpf_list_back(&list));
	bpf_spin_unlock(&list_lock);
	if (n) {
		result += 100 * container(n, struct item, in_list)->value;
		DROP(container(n, struct item, in_list));
	}
	return result;
}

SEC("syscall") RETURNS(0) int nothing_in_a_new_tree(void *ctx)
{
	int result;

	bpf_spin_lock(&tree_lock);
	result = bpf_rbtree_root(&tree) != NULL;
	bpf_spin_unlock(&tree_lock);
	return result;
}

/* 1 to 3 in order: 2 is at the top. */
SEC("syscall") RETURNS(213) int a_tree_is_balanced(void *ctx)
{
	struct bpf_rb_node *top, *left, *right;
	int result = -1;

	if (grow(1) || grow(2) || grow(3))
		return -12;
	bpf_spin_lock(&tree_lock);
	top = bpf_rbtree_root(&tree);
	if (top) {
		left = bpf_rbtree_left(&tree, top);
		right = bpf_rbtree_right(&tree, top);
		if (left && right)
			result = 100 * container(top, struct item, in_tree)->value + 10 * container(left, struct item, in_tree)->value +
				 container(right, struct item, in_tree)->value;
	}
	bpf_spin_unlock(&tree_lock);
	return result;
}

SEC("syscall") RETURNS(11) int leaves_and_strangers(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_rb_node *n;
	int result = 0;

	if (!i)
		return -12;
	if (grow(1) || grow(2) || grow(3)) {
		DROP(i);
		return -12;
	}
	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_first(&tree);
	if (n && !bpf_rbtree_left(&tree, n))
		result += 1;
	if (!bpf_rbtree_right(&tree, &i->in_tree))
		result += 10;
	bpf_spin_unlock(&tree_lock);
	DROP(i);
	return result;
}

/* Looked up twice, so the verifier takes it for two locks. */
SEC("syscall") RETURNS(-35) int the_same_lock_twice(void *ctx)
{
	__u32 key = 1;
	struct counter *a = bpf_map_lookup_elem(&counters, &key), *b = bpf_map_lookup_elem(&counters, &key);
	int error = 1;

	if (!a || !b || bpf_res_spin_lock(&a->lock))
		return 2;
	error = bpf_res_spin_lock(&b->lock);
	if (!error)
		bpf_res_spin_unlock(&b->lock);
	bpf_res_spin_unlock(&a->lock);
	return error;
}

SEC("syscall") RETURNS(3) int counts_under_locks(void *ctx)
{
	__u32 one = 1, two = 2;
	struct counter *a = bpf_map_lookup_elem(&counters, &one), *b = bpf_map_lookup_elem(&counters, &two);
	unsigned long flags, inner;
	int result = 0;

	if (!a || !b || bpf_res_spin_lock(&a->lock))
		return -1;
	a->count++;
	bpf_res_spin_unlock(&a->lock);
	if (bpf_res_spin_lock_irqsave(&a->lock, &flags))
		return -2;
	a->count++;
	if (!bpf_res_spin_lock_irqsave(&b->lock, &inner)) {
		b->count = ++a->count;
		bpf_res_spin_unlock_irqrestore(&b->lock, &inner);
	}
	result = b->count;
	bpf_res_spin_unlock_irqrestore(&a->lock, &flags);
	return result;
}
