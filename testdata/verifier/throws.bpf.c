// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Throws of functions while something is held. What kernels said of the like in rules.bpf.c stands beside each program, as
 * RulesByReleaseTest reads it: 6.16.12 and 6.18.15 the one, 6.19.14, 7.0.13, 7.1.13 and 7.2.13 the other. Profile 6.18 is newer.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define LATER(text) SAYS("6.18", text) SAYS("6.19", text) SAYS("7.3", text)

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct box {
	__u64 value;
};

static __attribute__((noinline)) int throws(int n)
{
	if (n > 2)
		bpf_throw(n);
	return n;
}

SEC("tc") SAYS("6.16", "BPF_EXIT instruction in main prog would lead to reference leak") LATER("bpf_throw would lead to reference leak")
int with_a_reference(void *ctx)
{
	struct box *b = bpf_obj_new_impl(bpf_core_type_id_local(struct box), NULL);

	if (!b)
		return 0;
	throws(bpf_get_prandom_u32());
	bpf_obj_drop_impl(b, NULL);
	return 0;
}

SEC("tc") LATER("bpf_throw cannot be used inside bpf_rcu_read_lock-ed region") int in_a_section(void *ctx)
{
	bpf_rcu_read_lock();
	throws(bpf_get_prandom_u32());
	bpf_rcu_read_unlock();
	return 0;
}
