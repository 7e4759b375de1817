/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects that programs own but may not look into: the verifier tracks them, helpers and kfuncs work
 * on them. Sizes and alignments are ABI.
 */

struct bpf_spin_lock {
	__u32 val;
};

struct bpf_timer {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_dynptr {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_head {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_node {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

struct bpf_rb_root {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_node {
	__u64 __opaque[4];
} __attribute__((aligned(8)));

struct bpf_refcount {
	__u32 __opaque[1];
} __attribute__((aligned(4)));

struct bpf_iter_num {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

struct bpf_iter_task {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

struct bpf_iter_task_vma {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

struct bpf_iter_css {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

struct bpf_iter_css_task {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

/* bpf_wq came with 6.10, the bits iterator with 6.11. */
#if LINUX >= 610
struct bpf_wq {
	__u64 __opaque[2];
} __attribute__((aligned(8)));
#endif

#if LINUX >= 611
struct bpf_iter_bits {
	__u64 __opaque[2];
} __attribute__((aligned(8)));
#endif

#if LINUX >= 613
struct bpf_iter_kmem_cache {
	__u64 __opaque[1];
} __attribute__((aligned(8)));
#endif

/* A lock that gives up rather than hang. */
#if LINUX >= 615
struct bpf_res_spin_lock {
	u32 val;
} __attribute__((aligned(4)));
#endif

#if LINUX >= 616
struct bpf_iter_dmabuf {
	__u64 __opaque[1];
} __attribute__((aligned(8)));
#endif

#if LINUX >= 618
struct bpf_task_work {
	__u64 __opaque;
} __attribute__((aligned(8)));
#endif

_Static_assert(sizeof(struct bpf_timer) == 16, "bpf_timer");
_Static_assert(sizeof(struct bpf_list_node) == 24, "bpf_list_node");
_Static_assert(sizeof(struct bpf_rb_node) == 32, "bpf_rb_node");
_Static_assert(sizeof(struct bpf_refcount) == 4, "bpf_refcount");
