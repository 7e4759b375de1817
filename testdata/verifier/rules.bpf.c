// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One rule of the verifier each, and beside it what the log says of it (EXPECT; none: accepted). RulesTest reads both from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define EXPECT(text) __attribute__((btf_decl_tag("expect:" text)))
#define NEW(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define DROP(p) bpf_obj_drop_impl(p, NULL)
#define CONTAINS(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define PRIVATE(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define EXCEPTION_CALLBACK(name) __attribute__((btf_decl_tag("exception_callback:" #name)))
#define container(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))
#define TAG(name) __attribute__((btf_decl_tag("arg:" #name)))
#define barrier() asm volatile("" ::: "memory")

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

struct other {
	__u64 a, b;
};

struct slot {
	struct box __kptr *box;
	__u64 plain;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct slot); __uint(max_entries, 4); } slots SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");

PRIVATE(A) struct bpf_spin_lock list_lock;
PRIVATE(A) struct bpf_list_head list CONTAINS(item, in_list);
PRIVATE(B) struct bpf_spin_lock tree_lock;
PRIVATE(B) struct bpf_rb_root tree CONTAINS(item, in_tree);

__u64 sink;

static struct slot *slot(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&slots, &key);
}

/* ---- packets */

SEC("tc") EXPECT("invalid access to packet, off=0 size=1, R1(id=0,off=0,r=0)") int packet_unchecked(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data;

	return data[0];
}

SEC("tc") int packet_checked(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	return data + 4 <= end ? data[3] : 0;
}

SEC("tc") EXPECT("invalid access to packet, off=4 size=1, R2(id=0,off=4,r=4)") int packet_checked_for_less(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	return data + 4 <= end ? data[4] : 0;
}

SEC("tc") EXPECT("invalid mem access 'scalar'") int packet_after_change(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 4 > end || bpf_skb_pull_data(skb, 8))
		return 0;
	return data[0];
}

SEC("socket") EXPECT("invalid bpf_context access off=76 size=4") int packet_pointers_of_a_filter(struct __sk_buff *skb)
{
	return skb->data;
}

/* ---- dynptrs */

SEC("tc") EXPECT("Expected an initialized dynptr as arg #2") int dynptr_not_made(void *ctx)
{
	struct bpf_dynptr p;
	__u64 to;

	return bpf_dynptr_read(&to, sizeof(to), &p, 0, 0);
}

SEC("tc") EXPECT("Unreleased reference id=") int dynptr_leaked(void *ctx)
{
	struct bpf_dynptr p;

	return bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &p);
}

SEC("tc") EXPECT("cannot overwrite referenced dynptr") int dynptr_overwritten(void *ctx)
{
	struct bpf_dynptr p;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &p);
	*(volatile __u64 *)&p = 0;
	bpf_ringbuf_submit_dynptr(&p, 0);
	return 0;
}

SEC("tc") EXPECT("invalid mem access 'mem_or_null'") int dynptr_slice_unchecked(void *ctx)
{
	struct bpf_dynptr p;
	__u64 buffer, *s;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &p);
	s = bpf_dynptr_slice_rdwr(&p, 0, &buffer, sizeof(buffer));
	*s = 1;
	bpf_ringbuf_submit_dynptr(&p, 0);
	return 0;
}

SEC("tc") EXPECT("cannot write into rdonly_mem") int dynptr_slice_written(void *ctx)
{
	struct bpf_dynptr p;
	__u64 buffer, *s;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &p);
	s = bpf_dynptr_slice(&p, 0, &buffer, sizeof(buffer));
	if (s)
		*s = 1;
	bpf_ringbuf_submit_dynptr(&p, 0);
	return 0;
}

SEC("tc") EXPECT("invalid mem access 'scalar'") int dynptr_data_after_submit(void *ctx)
{
	struct bpf_dynptr p;
	volatile __u64 *s;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &p);
	s = bpf_dynptr_data(&p, 0, 8);
	bpf_ringbuf_submit_dynptr(&p, 0);
	return s ? *s : 0;
}

/* ---- iterators, may_goto, bpf_loop */

SEC("tc") EXPECT("expected uninitialized iter_num as arg #0") int iterator_made_twice(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tc") EXPECT("expected an initialized iter_num as arg #0") int iterator_after_its_end(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_next(&it);
	return 0;
}

SEC("tc") int iterator_of_many_rounds(void *ctx)
{
	struct bpf_iter_num it;
	__u64 sum = 0;
	int *k;

	bpf_iter_num_new(&it, 0, 1000000);
	while ((k = bpf_iter_num_next(&it)))
		sum += *k;
	bpf_iter_num_destroy(&it);
	sink = sum;
	return 0;
}

SEC("tc") __attribute__((naked)) int may_goto_bounds_a_loop(void)
{
	asm volatile("r0 = 0;"
		     "1: r0 += 1;"
		     ".byte 0xe5; .byte 0; .short 1; .long 0;" /* may_goto +1 */
		     "goto 1b;"
		     "exit;");
}

SEC("tc") EXPECT("infinite loop detected at insn 1") __attribute__((naked)) int loop_that_nothing_bounds(void)
{
	asm volatile("r0 = 0;"
		     "1: if r0 == 1 goto 2f;"
		     "goto 1b;"
		     "2: exit;");
}

/* ---- objects, lists, trees */

SEC("tc") EXPECT("Unreleased reference id=") int object_leaked(void *ctx)
{
	struct item *i = NEW(struct item);

	return i ? i->value : 0;
}

SEC("tc") EXPECT("R1 must be referenced or trusted") int object_dropped_twice(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	DROP(i);
	DROP(i);
	return 0;
}

SEC("tc") EXPECT("must be held for bpf_list_head") int list_without_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (i)
		bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	return 0;
}

SEC("tc") EXPECT("held lock and object are not in the same allocation") int list_under_another_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc") int list_node_under_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	i->value = 3;
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("tc") EXPECT("invalid mem access 'scalar'") int list_node_after_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_back_impl(&list, &i->in_list, NULL, 0);
	bpf_spin_unlock(&list_lock);
	i->value = 3;
	return 0;
}

SEC("tc") EXPECT("Unreleased reference id=") int list_node_not_dropped(void *ctx)
{
	struct bpf_list_node *n;

	bpf_spin_lock(&list_lock);
	n = bpf_list_pop_front(&list);
	bpf_spin_unlock(&list_lock);
	return n != 0;
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container(a, struct item, in_tree)->value < container(b, struct item, in_tree)->value;
}

static bool less_with_call(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return bpf_rbtree_remove(&tree, a) != NULL;
}

SEC("tc") EXPECT("bpf_spin_lock at off=0 must be held for bpf_rb_root") int tree_without_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (i)
		bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less, NULL, 0);
	return 0;
}

SEC("tc") int tree_with_lock(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc") EXPECT("rbtree_remove not allowed in rbtree cb") int tree_in_comparison(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less_with_call, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

static __noinline int frame_8(void)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &i->in_tree, (void *)less, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 1;
}

#define FRAME(name, next) static __noinline int name(void) { return next() + 1; }
FRAME(frame_7, frame_8)
FRAME(frame_6, frame_7)
FRAME(frame_5, frame_6)
FRAME(frame_4, frame_5)
FRAME(frame_3, frame_4)
FRAME(frame_2, frame_3)

/* The comparison would be the ninth frame. */
SEC("tc") EXPECT("kfunc bpf_rbtree_add_impl#") int tree_too_deep(void *ctx)
{
	return frame_2() > 3;
}

SEC("tc") EXPECT("rbtree_remove node input must be non-owning ref") int tree_removes_own(void *ctx)
{
	struct item *i = NEW(struct item);

	if (!i)
		return 0;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_remove(&tree, &i->in_tree);
	bpf_spin_unlock(&tree_lock);
	DROP(i);
	return 0;
}

SEC("tc") EXPECT("Unreleased reference id=") int reference_count_leaked(void *ctx)
{
	struct item *i = NEW(struct item), *j;

	if (!i)
		return 0;
	j = bpf_refcount_acquire_impl(i, NULL);
	DROP(i);
	return j != 0;
}

/* ---- kernel pointers in maps */

SEC("tc") EXPECT("store to referenced kptr disallowed") int kptr_stored(void *ctx)
{
	struct slot *s = slot();

	if (s)
		*(volatile __u64 *)&s->box = 0;
	return 0;
}

SEC("tc") EXPECT("invalid kptr access, R2 type=") int kptr_of_another_type(void *ctx)
{
	struct slot *s = slot();
	struct other *o;
	void *old;

	if (!s)
		return 0;
	o = NEW(struct other);
	if (!o)
		return 0;
	old = bpf_kptr_xchg(&s->box, o);
	if (old)
		DROP(old);
	return 0;
}

SEC("tc") EXPECT("Unreleased reference id=") int kptr_taken_and_kept(void *ctx)
{
	struct slot *s = slot();

	return s ? bpf_kptr_xchg(&s->box, NULL) != NULL : 0;
}

SEC("tc") EXPECT("kptr access size must be BPF_DW") int kptr_halved(void *ctx)
{
	struct slot *s = slot();

	return s ? *(volatile __u32 *)&s->box : 0;
}

SEC("tc") EXPECT("doesn't point to kptr") int kptr_beside(void *ctx)
{
	struct slot *s = slot();
	void *old;

	if (!s)
		return 0;
	old = bpf_kptr_xchg((void *)&s->plain, NULL);
	return old != NULL;
}

/* ---- exceptions */

static __noinline int throws(int n)
{
	if (n > 2)
		bpf_throw(n);
	return n;
}

SEC("tc") int throw_with_nothing_held(struct __sk_buff *skb)
{
	return throws(skb->len);
}

SEC("tc") EXPECT("Unreleased reference id=") int throw_with_a_reference(struct __sk_buff *skb)
{
	struct box *b = NEW(struct box);

	if (!b)
		return 0;
	throws(skb->len);
	DROP(b);
	return 0;
}

SEC("tc") EXPECT("function calls are not allowed while holding a lock") int throw_under_a_lock(struct __sk_buff *skb)
{
	bpf_spin_lock(&list_lock);
	bpf_throw(skb->len);
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("tc") EXPECT("bpf_throw cannot be used inside bpf_rcu_read_lock-ed region") int throw_in_a_section(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	throws(skb->len);
	bpf_rcu_read_unlock();
	return 0;
}

__noinline int handler(__u64 cookie)
{
	return cookie + 1;
}

SEC("tc") EXPECT("cannot call exception cb directly") EXCEPTION_CALLBACK(handler) int handler_called(struct __sk_buff *skb)
{
	throws(skb->len);
	return handler(1);
}

SEC("tc") EXPECT("multiple exception callback tags for main subprog") EXCEPTION_CALLBACK(handler) EXCEPTION_CALLBACK(other_handler)
int two_handlers(struct __sk_buff *skb)
{
	return throws(skb->len);
}

__noinline int other_handler(__u64 cookie)
{
	return cookie + 2;
}

/* ---- global functions */

__noinline int dereferences(int *p)
{
	return *p;
}

__noinline int checks(int *p)
{
	return p ? *p : 0;
}

__noinline int checks_more(struct other *p)
{
	return p ? p->b : 0;
}

__noinline int nonnull(int *p TAG(nonnull))
{
	return *p;
}

__noinline int takes_context(void *ctx TAG(ctx))
{
	return ((struct __sk_buff *)ctx)->len;
}

__noinline int takes_anything(const void *p)
{
	return p != (void *)1;
}

__noinline void *gives_pointer(int n)
{
	return n ? &sink : NULL;
}

__noinline void gives_nothing(int n)
{
	sink = n;
}


SEC("tc") EXPECT("invalid mem access 'mem_or_null'") int global_dereferences(void *ctx)
{
	int n = 1;

	return dereferences(&n);
}

SEC("tc") int global_checks(void *ctx)
{
	int n = 1;

	return checks(&n) + checks(NULL);
}

SEC("tc") EXPECT("Caller passes invalid args into func#1 ('checks_more')") int global_given_less(void *ctx)
{
	int n = 1;

	return checks_more((void *)&n);
}

SEC("tc") int global_given_memory(void *ctx)
{
	int n = 1;

	return nonnull(&n);
}

SEC("tc") EXPECT("arg#0 is expected to be non-NULL") int global_given_perhaps_null(void *ctx)
{
	return nonnull(bpf_ringbuf_reserve(&ring, 8, 0));
}

/* a plain 0 passes, in Linux 6.12 as here */
SEC("tc") int global_given_null(void *ctx)
{
	int *p = NULL;

	asm volatile("" : "+r"(p));
	return nonnull(p);
}

SEC("tc") int global_given_context(struct __sk_buff *skb)
{
	return takes_context(skb);
}

SEC("tc") EXPECT("arg#0 expects pointer to ctx") int global_given_no_context(struct __sk_buff *skb)
{
	__u64 n[10] = {};

	barrier();
	return takes_context(n);
}

SEC("tc") EXPECT("arg#0 reference type('UNKNOWN ') size cannot be determined: -22") int global_given_anything(void *ctx)
{
	return takes_anything(ctx);
}

SEC("tc") EXPECT("Global function gives_pointer() doesn't return scalar. Only those are supported.") int global_gives_pointer(void *ctx)
{
	return gives_pointer(sink) != 0;
}

SEC("tc") EXPECT("Global function gives_nothing() doesn't return scalar. Only those are supported.") int global_gives_nothing(void *ctx)
{
	gives_nothing(3);
	return 0;
}

/* A global function is verified for every number, whatever its callers pass. */
__noinline int divides_stack(int n)
{
	char bytes[8] = {};

	barrier();
	return bytes[n & 15];
}

SEC("tc") EXPECT("invalid variable-offset read from stack") int global_with_any_number(void *ctx)
{
	return divides_stack(1);
}

/* ---- results */

SEC("cgroup_skb/ingress") EXPECT("At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]") int result_of_a_filter(void *ctx)
{
	return 2;
}

SEC("cgroup_skb/egress") int result_of_an_egress_filter(void *ctx)
{
	return 3;
}

SEC("tc") int result_of_tc(void *ctx)
{
	return 77;
}

/* privileged programs may */
SEC("socket") int result_is_a_pointer(void *ctx)
{
	return (long)ctx;
}

/* ---- functions that the kernel may lack */

extern int there_is_no_such_function(int n) __ksym __weak;

SEC("tc") int missing_function_guarded(void *ctx)
{
	return there_is_no_such_function ? there_is_no_such_function(1) : 0;
}

SEC("tc") EXPECT("invalid func unknown#2002") int missing_function_called(void *ctx)
{
	there_is_no_such_function(1);
	return 0;
}

SEC("license") const char _license[] = "Dual BSD/GPL";
