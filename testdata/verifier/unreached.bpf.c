// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What no path reaches and Linux 6.12.117 still refuses, or accepts: beside each program the line of the kernel's log and its
 * error, as a tag (EXPECT; none: accepted) that RulesTest reads from the object.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define EXPECT(errno, text) __attribute__((btf_decl_tag("expect:" text))) __attribute__((btf_decl_tag("errno:" #errno)))
#define ADDRESS_OF(function) ({ long at; asm volatile("%0 = %1 ll" : "=r"(at) : "i"(function)); at; })

extern void bpf_throw(__u64 cookie) __ksym;

static long add_two(__u32 i, void *sum)
{
	*(__u32 *)sum += 2;
	return 0;
}

/* The kernel appends an exception callback, so that functions are looked up although the program is left alone. */
SEC("tc") EXPECT(EFAULT, "verifier bug. No program starts at insn") int callback_of_a_thrower(void *ctx)
{
	ADDRESS_OF(add_two);
	if (bpf_get_prandom_u32() > 5)
		bpf_throw(0);
	return 0;
}

/* Where nothing is thrown on any path, it does not. */
SEC("tc") int callback_of_no_thrower(void *ctx)
{
	__u32 n = bpf_get_prandom_u32();

	ADDRESS_OF(add_two);
	asm volatile("%0 &= 7" : "+r"(n));
	if (n > 9)
		bpf_throw(0);
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
