// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 7.3
/*
 * Looking into lists and trees (since 6.16), and lists whose middle is reached (since 7.2). What 6.18.15 and 7.3.4 say stands beside
 * each program, as RulesByReleaseTest reads it.
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
#define barrier() asm volatile("" ::: "memory")

extern bool bpf_list_empty(struct bpf_list_head *head) __weak __ksym;
extern bool bpf_list_is_first(struct bpf_list_head *head, struct bpf_list_node *node) __weak __ksym;
extern bool bpf_list_is_last(struct bpf_list_head *head, struct bpf_list_node *node) __weak __ksym;
extern struct bpf_list_node *bpf_list_del(struct bpf_list_head *head, struct bpf_list_node *node) __weak __ksym;
extern int bpf_list_add(struct bpf_list_head *head, struct bpf_list_node *new, struct bpf_list_node *prev) __weak __ksym;

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct item {
	struct bpf_list_node in_list;
	struct bpf_rb_node in_tree;
	struct bpf_refcount references;
	__u64 value;
};

struct plain {
	struct bpf_list_node in_list;
	__u64 value;
};

struct slot {
	struct item __kptr *item;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct slot); __uint(max_entries, 4); } slots SEC(".maps");

PRIVATE(A) struct bpf_spin_lock list_lock;
PRIVATE(A) struct bpf_list_head list CONTAINS(item, in_list);
PRIVATE(B) struct bpf_spin_lock tree_lock;
PRIVATE(B) struct bpf_rb_root tree CONTAINS(item, in_tree);
PRIVATE(C) struct bpf_spin_lock plain_lock;
PRIVATE(C) struct bpf_list_head plains CONTAINS(plain, in_list);

__u64 sink;

/* The ends of a list */

SEC("syscall") int front_and_back(void *ctx)
{
	struct bpf_list_node *n;
	__u64 sum = 0;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		sum = container(n, struct item, in_list)->value;
	n = bpf_list_back(&list);
	if (n)
		sum += container(n, struct item, in_list)->value;
	bpf_spin_unlock(&list_lock);
	return sum & 0xff;
}

SEC("struct_ops/hid_device_event") int front_in_an_event(__u64 *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&plain_lock);
	n = bpf_list_front(&plains);
	if (n)
		container(n, struct plain, in_list)->value++;
	bpf_spin_unlock(&plain_lock);
	return 0;
}

SEC(".struct_ops.link") struct hid_bpf_ops front_ops = { .hid_device_event = (void *)front_in_an_event };

SEC("syscall") BOTH("bpf_spin_lock at off=0 must be held for bpf_list_head") int front_without_lock(void *ctx)
{
	return !bpf_list_front(&list);
}

SEC("syscall") BOTH("bpf_spin_lock at off=0 must be held for bpf_list_head") int front_under_another_lock(void *ctx)
{
	bool empty;

	bpf_spin_lock(&tree_lock);
	empty = !bpf_list_front(&list);
	bpf_spin_unlock(&tree_lock);
	return empty;
}

SEC("syscall") BOTH("R6 invalid mem access 'scalar'") int front_after_unlock(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	bpf_spin_unlock(&list_lock);
	return n ? container(n, struct item, in_list)->value : 0;
}

SEC("syscall") BOTH("R0 invalid mem access 'rcu_ptr_or_null_'") int front_not_tested(void *ctx)
{
	__u64 value;

	bpf_spin_lock(&list_lock);
	value = container(bpf_list_front(&list), struct item, in_list)->value;
	bpf_spin_unlock(&list_lock);
	return value;
}

SEC("syscall") SAYS("6.18", "R1 must be referenced or trusted")
SAYS("7.3", "release kfunc bpf_obj_drop_impl expects referenced PTR_TO_BTF_ID passed to R1")
int front_dropped(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&plain_lock);
	n = bpf_list_front(&plains);
	bpf_spin_unlock(&plain_lock);
	if (n)
		DROP(container(n, struct plain, in_list));
	return 0;
}

SEC("syscall") SAYS("6.18", "arg#1 expected pointer to allocated object") SAYS("7.3", "R2 expected pointer to allocated object")
int front_pushed_again(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&plain_lock);
	n = bpf_list_front(&plains);
	if (n)
		bpf_list_push_back_impl(&plains, n, NULL, 0);
	bpf_spin_unlock(&plain_lock);
	return 0;
}

SEC("syscall") int front_kept(void *ctx)
{
	struct bpf_list_node *n;
	struct item *i = NULL;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		i = bpf_refcount_acquire_impl(container(n, struct item, in_list), NULL);
	bpf_spin_unlock(&list_lock);
	if (i)
		DROP(i);
	return 0;
}

SEC("syscall") BOTH("bpf_list_head not found at offset=8") int front_of_a_tree(void *ctx)
{
	bool empty;

	bpf_spin_lock(&tree_lock);
	empty = !bpf_list_front((void *)&tree);
	bpf_spin_unlock(&tree_lock);
	return empty;
}

SEC("syscall") BOTH("bpf_list_head not found at offset=16") int front_beside_the_list(void *ctx)
{
	bool empty;

	bpf_spin_lock(&list_lock);
	empty = !bpf_list_front((void *)&list + 8);
	bpf_spin_unlock(&list_lock);
	return empty;
}

/* The middle of a tree */

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container(a, struct item, in_tree)->value < container(b, struct item, in_tree)->value;
}

static bool less_with_left(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return bpf_rbtree_left(&tree, a) != NULL;
}

static bool less_with_root(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return bpf_rbtree_root(&tree) != NULL;
}

SEC("syscall") int walks_down(void *ctx)
{
	struct bpf_rb_node *n, *found = NULL;
	__u64 sum = 0;

	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_root(&tree);
	if (n) {
		sum = container(n, struct item, in_tree)->value;
		found = bpf_rbtree_left(&tree, n);
		if (!found)
			found = bpf_rbtree_right(&tree, n);
	}
	if (found)
		sum += container(found, struct item, in_tree)->value;
	bpf_spin_unlock(&tree_lock);
	return sum & 0xff;
}

SEC("syscall") int takes_out_the_root(void *ctx)
{
	struct bpf_rb_node *n;

	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_root(&tree);
	if (n)
		n = bpf_rbtree_remove(&tree, n);
	bpf_spin_unlock(&tree_lock);
	if (n)
		DROP(container(n, struct item, in_tree));
	return 0;
}

SEC("syscall") int left_of_an_own_node(void *ctx)
{
	struct item *i = NEW(struct item);
	bool leaf;

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	leaf = !bpf_rbtree_left(&tree, &i->in_tree);
	bpf_spin_unlock(&tree_lock);
	DROP(i);
	return leaf;
}

SEC("syscall") BOTH("bpf_spin_lock at off=0 must be held for bpf_rb_root") int root_without_lock(void *ctx)
{
	return !bpf_rbtree_root(&tree);
}

SEC("syscall") BOTH("bpf_rbtree_left not allowed in rbtree cb") int left_in_comparison(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less_with_left, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("syscall") int root_in_comparison(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less_with_root, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "bpf_rbtree_right can only take non-owning or refcounted bpf_rb_node pointer")
SAYS("7.3", "Possibly NULL pointer passed to trusted R2")
int right_of_nothing(void *ctx)
{
	struct bpf_rb_node *none;
	bool leaf;

	asm volatile("%0 = 0" : "=r"(none));
	bpf_spin_lock(&tree_lock);
	leaf = !bpf_rbtree_right(&tree, none);
	bpf_spin_unlock(&tree_lock);
	return leaf;
}

SEC("syscall") SAYS("6.18", "dereference of modified rcu_ptr_or_null_ ptr R2 off=24 disallowed")
SAYS("7.3", "Possibly NULL pointer passed to trusted R2")
int right_of_the_untested(void *ctx)
{
	bool leaf;

	bpf_spin_lock(&tree_lock);
	leaf = !bpf_rbtree_right(&tree, bpf_rbtree_root(&tree));
	bpf_spin_unlock(&tree_lock);
	return leaf;
}

SEC("syscall") BOTH("bpf_rb_node not found at offset=0") int left_of_another_kind(void *ctx)
{
	struct plain *p = NEW(struct plain);
	bool leaf;

	if (!p)
		return 0;
	bpf_spin_lock(&tree_lock);
	leaf = !bpf_rbtree_left(&tree, (void *)p);
	bpf_spin_unlock(&tree_lock);
	DROP(p);
	return leaf;
}

SEC("syscall") BOTH("R2 type=scalar expected=ptr_, trusted_ptr_, rcu_ptr_") int root_into_a_map(void *ctx)
{
	struct bpf_rb_node *n;
	struct slot *s;
	struct item *old = NULL;
	__u32 key = 0;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_root(&tree);
	bpf_spin_unlock(&tree_lock);
	if (n)
		old = bpf_kptr_xchg(&s->item, container(n, struct item, in_tree));
	if (old)
		DROP(old);
	return 0;
}

SEC("syscall") int root_in_a_variable(void *ctx)
{
	struct bpf_rb_node *n;

	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_root(&tree);
	sink = (__u64)n;
	bpf_spin_unlock(&tree_lock);
	return 0;
}

/* The middle of a list */

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") int where_it_stands(void *ctx)
{
	struct bpf_list_node *n;
	int result = 0;

	bpf_spin_lock(&list_lock);
	if (!bpf_list_empty(&list)) {
		n = bpf_list_back(&list);
		if (n)
			result = bpf_list_is_first(&list, n) + 2 * bpf_list_is_last(&list, n);
	}
	bpf_spin_unlock(&list_lock);
	return result;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") int takes_out_the_back(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&list_lock);
	n = bpf_list_back(&list);
	if (n)
		n = bpf_list_del(&list, n);
	bpf_spin_unlock(&list_lock);
	if (n)
		DROP(container(n, struct item, in_list));
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") int puts_it_second(void *ctx)
{
	struct bpf_list_node *n;
	struct item *i = NEW(struct item);
	int result = 0;

	if (!i)
		return 0;
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (!n) {
		bpf_spin_unlock(&list_lock);
		DROP(i);
		return 0;
	}
	result = bpf_list_add(&list, &i->in_list, n);
	i->value = 7;
	bpf_spin_unlock(&list_lock);
	return result;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") int own_nodes_beside(void *ctx)
{
	struct plain *a = NEW(struct plain), *b = NEW(struct plain);
	struct bpf_list_node *n;
	int result = 0;

	if (!a || !b)
		goto out;
	bpf_spin_lock(&plain_lock);
	result = bpf_list_is_first(&plains, &a->in_list) + bpf_list_add(&plains, &b->in_list, &a->in_list);
	n = bpf_list_del(&plains, &a->in_list);
	bpf_spin_unlock(&plain_lock);
	if (n)
		DROP(container(n, struct plain, in_list));
	b = NULL;
out:
	if (a)
		DROP(a);
	if (b)
		DROP(b);
	return result;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock")
SAYS("7.3", "BPF_EXIT instruction in main prog would lead to reference leak")
int deleted_and_forgotten(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		bpf_list_del(&list, n);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") SAYS("7.3", "R2 expected pointer to allocated object")
int adds_what_is_there(void *ctx)
{
	struct bpf_list_node *n, *m;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	m = bpf_list_back(&list);
	if (n && m)
		bpf_list_add(&list, n, m);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") SAYS("7.3", "Possibly NULL pointer passed to trusted R3")
int adds_after_nothing(void *ctx)
{
	struct item *i = NEW(struct item);
	struct bpf_list_node *none;

	if (!i)
		return 0;
	asm volatile("%0 = 0" : "=r"(none));
	bpf_spin_lock(&list_lock);
	bpf_list_add(&list, &i->in_list, none);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") SAYS("7.3", "R3 expected pointer to allocated object")
int adds_after_the_head(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_add(&list, &i->in_list, (void *)&list);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock")
SAYS("7.3", "operation on bpf_list_head expects arg#1 bpf_list_node at offset=0 in struct item, but arg is at offset=0 in struct plain")
int adds_after_another_kind(void *ctx)
{
	struct item *i = NEW(struct item);
	struct plain *p = NEW(struct plain);

	if (!i || !p)
		goto out;
	bpf_spin_lock(&list_lock);
	bpf_list_add(&list, &i->in_list, &p->in_list);
	bpf_spin_unlock(&list_lock);
	i = NULL;
out:
	if (i)
		DROP(i);
	if (p)
		DROP(p);
	return 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock")
SAYS("7.3", "release kfunc bpf_obj_drop_impl expects referenced PTR_TO_BTF_ID passed to R1")
int added_and_dropped(void *ctx)
{
	struct bpf_list_node *n;
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	if (n)
		bpf_list_add(&list, &i->in_list, n);
	bpf_spin_unlock(&list_lock);
	DROP(i);
	return 0;
}

SEC("syscall") SAYS("7.3", "bpf_spin_lock at off=0 must be held for bpf_list_head") int empty_without_lock(void *ctx)
{
	return bpf_list_empty ? bpf_list_empty(&list) : 0;
}

SEC("syscall") SAYS("6.18", "function calls are not allowed while holding a lock") SAYS("7.3", "R2 expected pointer to allocated object")
int deletes_after_unlock(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&list_lock);
	n = bpf_list_front(&list);
	bpf_spin_unlock(&list_lock);
	if (!n)
		return 0;
	bpf_spin_lock(&list_lock);
	n = bpf_list_del(&list, n);
	bpf_spin_unlock(&list_lock);
	if (n)
		DROP(container(n, struct item, in_list));
	return 0;
}
