// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A store at a variable offset that may hit some bytes of what was spilled: what kernels that keep the others marked as spilled say when these
 * are read, as tags that begin with the release. Measured on 6.12.117 and all releases from 6.16.12 to 7.3.4; 6.13 is older.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define UP_TO_6_19(text) SAYS("6.13", text) SAYS("6.16", text) SAYS("6.17", text) SAYS("6.18", text) SAYS("6.19", text)
#define FILL "invalid size of register fill"
#define READ_23 "invalid read from stack off -23+0 size 1"
#define __imm(name) [name] "i"(name)
#define CODE(text) asm volatile(text : : __imm(bpf_get_prandom_u32) : "memory")

/* 1 is stored at one of the addresses from fp+from, which are most + 1. */
#define CUT(store, from, most, then) CODE("r6 = r1; call %[bpf_get_prandom_u32];" store \
	"if r0 > " most " goto 9f; r8 = r10; r8 += " from "; r8 += r0; *(u8 *)(r8 + 0) = 1;" then "9: r0 = 0; exit;")

SEC("tc") UP_TO_6_19(READ_23)
__attribute__((naked)) int first_byte_of_number(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-32", "8", "r1 = *(u8 *)(r10 - 23);");
}

SEC("tc") UP_TO_6_19(FILL)
__attribute__((naked)) int last_byte_of_number(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-17", "3", "r1 = *(u8 *)(r10 - 24);");
}

SEC("tc") UP_TO_6_19(FILL)
__attribute__((naked)) int last_byte_read_it(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-17", "3", "r1 = *(u8 *)(r10 - 17);");
}

SEC("tc") UP_TO_6_19(FILL)
__attribute__((naked)) int middle(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-22", "1", "r1 = *(u8 *)(r10 - 24);");
}

SEC("tc") UP_TO_6_19("invalid read from stack off -24+1 size 8")
__attribute__((naked)) int whole_read(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-32", "8", "r1 = *(u64 *)(r10 - 24);");
}

SEC("tc") UP_TO_6_19(READ_23)
__attribute__((naked)) int of_unknown(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = r0;", "-32", "8", "r1 = *(u8 *)(r10 - 23);");
}

SEC("tc") UP_TO_6_19(READ_23)
__attribute__((naked)) int of_zero(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 0;", "-32", "8", "r1 = *(u8 *)(r10 - 23);");
}

SEC("tc") UP_TO_6_19(READ_23)
__attribute__((naked)) int of_pointer(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = r6;", "-32", "8", "r1 = *(u8 *)(r10 - 23);");
}

SEC("tc") UP_TO_6_19(READ_23)
__attribute__((naked)) int of_half(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 0; *(u32 *)(r10 - 24) = 7;", "-32", "8", "r1 = *(u8 *)(r10 - 23);");
}

/* What is stored as a whole afterwards is read again. */
SEC("tc")
__attribute__((naked)) int stored_again(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-32", "8", "*(u64 *)(r10 - 24) = 8; r1 = *(u8 *)(r10 - 23);");
}

/* Nobody reads it: paths that meet compare it. */
SEC("tc")
__attribute__((naked)) int compared(void *ctx)
{
	CUT("*(u64 *)(r10 - 24) = 7;", "-17", "3", "if r0 > 1 goto +1; r6 = 2; r0 = 0; exit;");
}

char _license[] SEC("license") = "Dual BSD/GPL";
