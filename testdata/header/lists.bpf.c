// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Own objects on lists and trees, RCU sections, iterators over bits, read-only casts. */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#ifndef container_of
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - __builtin_offsetof(type, member)))
#endif
#define contains(type, member) \
	__attribute__((btf_decl_tag("contains:" #type ":" #member)))

char _license[] SEC("license") = "Dual BSD/GPL";

struct item {
	struct bpf_list_node link;
	struct bpf_refcount refs;
	__u32 value;
};

struct queue {
	struct bpf_spin_lock lock;
	struct bpf_list_head head contains(item, link);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct queue);
} queues SEC(".maps");

SEC("struct_ops/hid_device_event")
int BPF_PROG(queue_value, struct hid_bpf_ctx *hctx)
{
	struct bpf_list_node *n;
	struct queue *q;
	struct item *it;
	int key = 0;

	q = bpf_map_lookup_elem(&queues, &key);
	if (!q)
		return 0;
	it = bpf_obj_new_impl(bpf_core_type_id_local(struct item), (void *)0);
	if (!it)
		return 0;
	it->value = hctx->size;
	bpf_spin_lock(&q->lock);
	bpf_list_push_back_impl(&q->head, &it->link, (void *)0, 0);
	n = bpf_list_pop_front(&q->head);
	bpf_spin_unlock(&q->lock);
	if (n)
		bpf_obj_drop_impl(container_of(n, struct item, link), (void *)0);
	return 0;
}

SEC(".struct_ops.link")
struct hid_bpf_ops lists = {
	.hid_device_event = (void *)queue_value,
};

SEC("syscall")
int look_around(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();
	struct bpf_iter_bits bits;
	__u64 word = 0xf0;
	int *bit, sum = 0;

	bpf_rcu_read_lock();
	sum += task->group_leader->pid;
	bpf_rcu_read_unlock();
	bpf_iter_bits_new(&bits, &word, 1);
	while ((bit = bpf_iter_bits_next(&bits)))
		sum += *bit;
	bpf_iter_bits_destroy(&bits);
	return sum;
}
