// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that are run once and whose result says whether what they used worked: runs.jsonl beside this file. */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define NEW(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define DROP(p) bpf_obj_drop_impl(p, NULL)
#define CONTAINS(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define PRIVATE(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define EXCEPTION_CALLBACK(name) __attribute__((btf_decl_tag("exception_callback:" #name)))
#define container(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))

struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

struct __sk_buff {
	__u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex, ifindex, tc_index;
	__u32 cb[5];
	__u32 hash, tc_classid, data, data_end;
};

struct item {
	struct bpf_list_node in_list;
	struct bpf_rb_node in_tree;
	struct bpf_refcount references;
	__u64 value;
};

struct box {
	__u64 value;
};

struct slot {
	struct box __kptr *box;
};

struct later {
	struct bpf_wq work;
	__u64 done;
};

struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct slot); __uint(max_entries, 4); } slots SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct later); __uint(max_entries, 1); } works SEC(".maps");

PRIVATE(A) struct bpf_spin_lock list_lock;
PRIVATE(A) struct bpf_list_head list CONTAINS(item, in_list);
PRIVATE(B) struct bpf_spin_lock tree_lock;
PRIVATE(B) struct bpf_rb_root tree CONTAINS(item, in_tree);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container(a, struct item, in_tree)->value < container(b, struct item, in_tree)->value;
}

static int push(__u64 value, bool back)
{
	struct item *i = NEW(struct item);

	if (!i)
		return -1;
	i->value = value;
	bpf_spin_lock(&list_lock);
	if (back)
		bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	else
		bpf_list_push_front_impl(&list, &i->in_list, NULL, 0);
	bpf_spin_unlock(&list_lock);
	return 0;
}

static int pop(bool back)
{
	struct bpf_list_node *n;
	struct item *i;
	int value;

	bpf_spin_lock(&list_lock);
	n = back ? bpf_list_pop_back(&list) : bpf_list_pop_front(&list);
	bpf_spin_unlock(&list_lock);
	if (!n)
		return 0;
	i = container(n, struct item, in_list);
	value = i->value;
	DROP(i);
	return value;
}

/* 3 1 2: from the back 2, from the front 3, then 1, then nothing */
SEC("tc") int list_order(void *ctx)
{
	if (push(1, true) || push(2, true) || push(3, false))
		return -1;
	int a = pop(true), b = pop(false), c = pop(false), d = pop(true);

	return a * 1000 + b * 100 + c * 10 + d;
}

static int add(__u64 value)
{
	struct item *i = NEW(struct item);

	if (!i)
		return -1;
	i->value = value;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

static int least(void)
{
	struct bpf_rb_node *n;
	struct item *i;
	int value;

	bpf_spin_lock(&tree_lock);
	n = bpf_rbtree_first(&tree);
	if (!n) {
		bpf_spin_unlock(&tree_lock);
		return -1;
	}
	n = bpf_rbtree_remove(&tree, n);
	bpf_spin_unlock(&tree_lock);
	if (!n)
		return -2;
	i = container(n, struct item, in_tree);
	value = i->value;
	DROP(i);
	return value;
}

/* 64 numbers in a scrambled order come out in order */
SEC("tc") int tree_order(void *ctx)
{
	int k, last = -1;

	for (k = 0; k < 64; k++)
		if (add(k * 37 % 64))
			return -1;
	for (k = 0; k < 64; k++) {
		int now = least();

		if (now != last + 1)
			return 1000 + k;
		last = now;
	}
	return least() == -1 ? last : -2;
}

/* one object in the list and in the tree: dropped in one place, it is still in the other */
SEC("tc") int shared_object(void *ctx)
{
	struct item *i = NEW(struct item), *j;
	struct bpf_list_node *n;
	int value;

	if (!i)
		return -1;
	i->value = 5;
	j = bpf_refcount_acquire_impl(i, NULL);
	if (!j) {
		DROP(i);
		return -2;
	}
	bpf_spin_lock(&list_lock);
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	bpf_spin_unlock(&list_lock);
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &j->in_tree, (void *)less, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	value = pop(false);
	return value * 10 + least();
}

/* an object in a map value, taken out again, and one left to the map */
SEC("tc") int object_in_map(void *ctx)
{
	struct slot empty = {}, *s;
	struct box *b;
	__u32 key = 1;
	int value;

	if (bpf_map_update_elem(&slots, &key, &empty, BPF_ANY))
		return -1;
	s = bpf_map_lookup_elem(&slots, &key);
	b = NEW(struct box);
	if (!b)
		return -2;
	if (!s) {
		DROP(b);
		return -3;
	}
	b->value = 41;
	b = bpf_kptr_xchg(&s->box, b);
	if (b) {
		DROP(b);
		return -4;
	}
	b = bpf_kptr_xchg(&s->box, NULL);
	if (!b)
		return -5;
	value = b->value + 1;
	b = bpf_kptr_xchg(&s->box, b);
	if (b)
		DROP(b);
	bpf_map_delete_elem(&slots, &key);
	return value;
}

static __noinline int throw_if(int n)
{
	if (n > 2)
		bpf_throw(n);
	return n;
}

static __noinline int throw_deeper(int n)
{
	return throw_if(n) + 1;
}

/* what is thrown leaves all functions and is the result */
SEC("tc") int thrown(void *ctx)
{
	int k, sum = 0;

	for (k = 0; k < 10; k++)
		sum += throw_deeper(k);
	return 100 + sum;
}

__noinline int caught(__u64 cookie)
{
	return cookie + 20;
}

SEC("tc") EXCEPTION_CALLBACK(caught) int thrown_and_caught(struct __sk_buff *ctx)
{
	throw_if(ctx->len);
	return 100;
}

/* 64 bytes; an Ethernet header more or less moves data */
SEC("xdp") int packet_grows(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	int before = end - data;

	if (bpf_xdp_adjust_head(ctx, -8))
		return -1;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if (data + 8 > end)
		return -2;
	data[7] = 9;
	return before * 1000 + (end - data) * 10 + data[7];
}

/* tc sees the Ethernet header, a socket filter what follows */
SEC("tc") int sees_all(struct __sk_buff *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	return ctx->len * 1000 + (end - data);
}

SEC("socket") int sees_less(struct __sk_buff *ctx)
{
	return ctx->len;
}

static int work(void *map, int *key, void *value)
{
	struct later *l = value;

	l->done++;
	return 0;
}

SEC("syscall") int work_is_queued(void *ctx)
{
	__u32 key = 0;
	struct later *l = bpf_map_lookup_elem(&works, &key);

	if (!l || bpf_wq_init(&l->work, &works, 0))
		return 1;
	if (bpf_wq_set_callback_impl(&l->work, work, 0, NULL))
		return 2;
	return bpf_wq_start(&l->work, 0);
}

/* there is no context: this run does not take place */
SEC("syscall") int wants_context(__u64 *ctx)
{
	return ctx[1];
}

SEC("license") const char _license[] = "Dual BSD/GPL";
