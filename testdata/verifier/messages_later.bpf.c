// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that all kernels refuse, some of those after 6.12 in other words: tags with the release before. RulesByReleaseTest reads them
 * from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))

struct plain {
	__u64 count;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct plain); __uint(max_entries, 4); } counts SEC(".maps");

/* Writes */

SEC("struct_ops/hid_device_event")
SAYS("6.12", "write access at off 8 with size 4 on read-only part of hid_bpf_ctx")
SAYS("6.18", "write access at off 8 with size 4 on read-only part of hid_bpf_ctx")
SAYS("7.3", "R1 cannot write into ptr_hid_bpf_ctx at off=8 size=4")
int writes_allocated_size(__u64 *ctx)
{
	asm volatile("r1 = %[hid]; r2 = 0; *(u32 *)(r1 + 8) = r2;" ::[hid] "r"(ctx[0]) : "r1", "r2", "memory");
	return 0;
}

/* Calls */

SEC("tc") SAYS("6.12", "R1 type=ctx expected=map_value, ptr_") SAYS("6.18", "R1 type=ctx expected=map_value, ptr_")
SAYS("7.3", "R1 type=ctx expected=map_value, ptr_, ptr_, rcu_ptr_")
int exchanges_the_context(void *ctx)
{
	bpf_kptr_xchg(ctx, 0);
	return 0;
}

SEC("syscall") SAYS("6.12", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("6.18", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("7.3", "release kfunc hid_bpf_release_context expects referenced PTR_TO_BTF_ID passed to R1")
int releases_a_value(void *ctx)
{
	__u32 key = 1;
	struct plain *p = bpf_map_lookup_elem(&counts, &key);

	if (p)
		hid_bpf_release_context((void *)p);
	return 0;
}

/* Accepted; it declares what the next one calls. */
SEC("syscall") int releases_a_context(void *ctx)
{
	struct hid_bpf_ctx *hid = hid_bpf_allocate_context(1);

	if (hid)
		hid_bpf_release_context(hid);
	return 0;
}

SEC("syscall") SAYS("6.12", "R1 is not a scalar") SAYS("6.18", "R1 is not a scalar")
SAYS("7.3", "variable ? access var_off=(0x0; 0xffffffffffffffff) disallowed")
int passes_nothing(void *ctx)
{
	asm volatile("call %[random]; call %[allocate];" ::[random] "i"(bpf_get_prandom_u32), [allocate] "i"(hid_bpf_allocate_context)
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}

SEC("tc") SAYS("6.12", "verifier internal error: Couldn't find btf_record") SAYS("6.18", "verifier bug: Couldn't find btf_record")
SAYS("7.3", "verifier bug: Couldn't find btf_record")
int counts_references_of_a_plain_object(void *ctx)
{
	struct plain *p = bpf_obj_new_impl(bpf_core_type_id_local(struct plain), 0);
	struct plain *other;

	if (!p)
		return 0;
	other = bpf_refcount_acquire_impl(p, 0);
	if (other)
		bpf_obj_drop_impl(other, 0);
	bpf_obj_drop_impl(p, 0);
	return 0;
}

SEC(".struct_ops.link") struct hid_bpf_ops size_ops = { .hid_device_event = (void *)writes_allocated_size };

char _license[] SEC("license") = "GPL";
