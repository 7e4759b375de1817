// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a cgroup's program sets as the result of a system call: checked since 7.2, as 7.1.13 (accepts all three), 7.2.13 and 7.3.4 show.
 * RulesByReleaseTest reads the tags.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define SINCE_7_2(text) SAYS("7.2", text) SAYS("7.3", text)

SEC("cgroup/bind4") SINCE_7_2("At bpf_set_retval the register R1 has smin=1 smax=1 should have been in [-4095, 0]")
int sets_one(void *ctx)
{
	bpf_set_retval(1);
	return 1;
}

SEC("cgroup/bind4") int sets_an_error(void *ctx)
{
	bpf_set_retval(-1);
	return 1;
}

SEC("cgroup/bind4") SINCE_7_2("At bpf_set_retval the register R1 has smin=0 smax=4294967295 should have been in [-4095, 0]")
int sets_anything(void *ctx)
{
	bpf_set_retval(bpf_get_prandom_u32());
	return 1;
}
