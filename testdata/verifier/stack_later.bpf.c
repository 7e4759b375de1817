// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What kernels after 6.12 know of the stack, as tags with the release before (none: accepted). RulesByReleaseTest reads them from the
 * object. 6.12.117, 6.18.15 and 7.3.4 say the same.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define NULL_UP_TO_6_18 SAYS("6.12", MAYBE_NULL) SAYS("6.18", MAYBE_NULL)
#define MAYBE_NULL "R0 invalid mem access 'map_value_or_null'"
#define __imm(name) [name] "i"(name)
#define CODE(text) asm volatile(text : : __imm(bpf_map_lookup_elem), [words] "i"(&words) : "memory")

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4); } words SEC(".maps");

/* Paths meet here: what is on the stack and nobody reads any more is forgotten, by halves of 8 bytes since 7.1. */
#define MEET "r6 = *(u64 *)(r1 + 0); if r6 > 1 goto +1; r6 = 2;"
#define LOOK(at) "r2 = r10; r2 += " at "; r1 = %[words] ll; call %[bpf_map_lookup_elem]; r0 = *(u64 *)(r0 + 0); exit;"

/* A key of 4 bytes in a number of 8 is known once the other 4 are forgotten. */
SEC("syscall") NULL_UP_TO_6_18
__attribute__((naked)) int key_in_a_number(void *ctx)
{
	CODE("*(u64 *)(r10 - 8) = 1;" MEET LOOK("-8"));
}

SEC("syscall") NULL_UP_TO_6_18 SAYS("7.3", MAYBE_NULL)
__attribute__((naked)) int key_in_a_number_at_once(void *ctx)
{
	CODE(MEET "*(u64 *)(r10 - 8) = 1;" LOOK("-8"));
}

/* The number's upper half passes for the number, unless the lower one is forgotten. */
SEC("syscall") SAYS("6.12", MAYBE_NULL) SAYS("7.3", MAYBE_NULL)
__attribute__((naked)) int key_above_a_number(void *ctx)
{
	CODE("*(u64 *)(r10 - 8) = 1;" MEET LOOK("-4"));
}

SEC("syscall") SAYS("6.12", MAYBE_NULL)
__attribute__((naked)) int key_above_a_number_at_once(void *ctx)
{
	CODE(MEET "*(u64 *)(r10 - 8) = 1;" LOOK("-4"));
}

SEC("syscall") SAYS("6.12", MAYBE_NULL)
__attribute__((naked)) int key_above_zero(void *ctx)
{
	CODE("*(u64 *)(r10 - 8) = 0;" MEET LOOK("-4"));
}

/* A state is stored here, and the only copy of a number is no longer linked; a fill links it with the register. */
#define STORE "r0 = 0; r6 = *(u64 *)(r1 + 0); if r6 > 1 goto +1; r6 = 2; r0 = 1; r0 = 2; r0 = 3; r0 = 4;" \
	"if r6 > 1 goto +1; r6 = 2; r0 = 3; r0 = 4; if r6 > 1 goto +1; r6 = 2; r0 = 3; r0 = 4;"
/* Writes to the stack at an offset that a second fill has got: at most 7. */
#define TWICE(fill, after) fill("r3") "if r3 > 7 goto 9f;" fill("r4") after \
	"r2 = r10; r2 += -40; r2 += r4; r0 = 0; *(u8 *)(r2 + 0) = r0; exit; 9: r0 = 0; exit;"
#define FILL_8(to) to " = *(u64 *)(r10 - 8);"
#define FILL_4(to) to " = *(u32 *)(r10 - 8);"

SEC("syscall")
__attribute__((naked)) int filled_twice(void *ctx)
{
	CODE("r7 = *(u64 *)(r1 + 8); *(u64 *)(r10 - 8) = r7; r7 = 0;" STORE TWICE(FILL_8, ""));
}

SEC("syscall")
__attribute__((naked)) int half_filled_twice(void *ctx)
{
	CODE("r7 = *(u32 *)(r1 + 8); *(u32 *)(r10 - 8) = r7; r7 = 0;" STORE TWICE(FILL_4, ""));
}

/* The lower half of 8 bytes is linked when the upper one is forgotten. */
SEC("syscall")
__attribute__((naked)) int half_of_a_number_filled_twice(void *ctx)
{
	CODE("r7 = *(u32 *)(r1 + 8); *(u64 *)(r10 - 8) = r7; r7 = 0;" STORE TWICE(FILL_4, ""));
}

SEC("syscall") SAYS("7.3", "invalid unbounded variable-offset write to stack R2")
__attribute__((naked)) int half_of_a_number_filled_twice_before_the_other(void *ctx)
{
	CODE("r7 = *(u32 *)(r1 + 8); *(u64 *)(r10 - 8) = r7; r7 = 0;" STORE TWICE(FILL_4, "r5 = *(u32 *)(r10 - 4);"));
}

/* Wherever a spilled zero is read, it is zero: since 7.3. */
#define ZERO_UP_TO_6_18(text) SAYS("6.12", text) SAYS("6.18", text)
#define UNBOUNDED "variable-offset write to stack R2"
#define FAR "r4 <<= 20; r2 = r10; r2 += -40; r2 += r4; r0 = 0; *(u8 *)(r2 + 0) = r0; exit;"
#define ANYWHERE(mask, at) "r2 = *(u64 *)(r1 + 0); r2 &= " mask "; r3 = r10; r3 += " at "; r3 += r2; r4 = *(u8 *)(r3 + 0);" FAR

SEC("syscall") ZERO_UP_TO_6_18(UNBOUNDED)
__attribute__((naked)) int zero_anywhere_in_a_number(void *ctx)
{
	CODE("*(u64 *)(r10 - 8) = 0;" ANYWHERE("7", "-8"));
}

SEC("syscall") ZERO_UP_TO_6_18(UNBOUNDED)
__attribute__((naked)) int zero_anywhere_in_numbers(void *ctx)
{
	CODE("*(u64 *)(r10 - 8) = 0; *(u64 *)(r10 - 16) = 0;" ANYWHERE("15", "-16"));
}

SEC("syscall") ZERO_UP_TO_6_18("math between fp pointer and register with unbounded min value")
__attribute__((naked)) int zero_of_two_halves(void *ctx)
{
	CODE("*(u32 *)(r10 - 4) = 0; *(u32 *)(r10 - 8) = 0; r4 = *(u64 *)(r10 - 8);" FAR);
}

/* Which matters: a state with zero does not cover one with another number. */
SEC("syscall") ZERO_UP_TO_6_18(UNBOUNDED) SAYS("7.3", UNBOUNDED)
__attribute__((naked)) int zero_or_one_anywhere(void *ctx)
{
	CODE("r7 = *(u64 *)(r1 + 0); r8 = 0; if r7 > 1 goto 1f; r8 = 1; 1: *(u64 *)(r10 - 8) = r8; r8 = 0; r7 = 0;" STORE
	     ANYWHERE("7", "-8"));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
