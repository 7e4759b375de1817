// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where in a map value a work queue is said to be: Linux 6.12.117 looks at the known part of the offset only, later kernels want
 * it constant. RulesTest reads what is expected from the tags.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define EXPECT(errno, text) __attribute__((btf_decl_tag("expect:" text))) __attribute__((btf_decl_tag("errno:" #errno)))
#define FINDING(kind) __attribute__((btf_decl_tag("finding:" kind)))

struct job {
	struct bpf_wq work;
	__u64 runs[6];
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct job); __uint(max_entries, 2); } jobs SEC(".maps");

static void *job(void)
{
	__u32 key = 1;

	return bpf_map_lookup_elem(&jobs, &key);
}

SEC("tc") int wq_at_its_offset(void *ctx)
{
	void *j = job();

	return j ? bpf_wq_init(j, &jobs, 0) : 0;
}

SEC("tc") EXPECT(EINVAL, "off 8 doesn't point to 'struct bpf_wq' that is at 0") int wq_beside_its_offset(void *ctx)
{
	void *j = job();

	return j ? bpf_wq_init(j + 8, &jobs, 0) : 0;
}

SEC("tc") FINDING("verifier-hole") int wq_at_variable_offset(void *ctx)
{
	void *j = job();

	return j ? bpf_wq_init(j + (bpf_get_prandom_u32() & 8), &jobs, 0) : 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
