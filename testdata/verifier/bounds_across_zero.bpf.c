// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Signed bounds on both sides of zero and unsigned ones that meet one side: what kernels say that know nothing of the other side then, as tags
 * that begin with the release. Measured on 6.12.117, 6.16.12, 6.17.13, 6.19.14 and 7.3.4; 6.18.15 says what 6.17.13 does, and 6.13 is older.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define NEGATIVE "R0 min value is negative, either use unsigned index or do a if (index >=0) check."
#define UNBOUNDED "R0 unbounded memory access, make sure to bounds check any such access"
#define __imm(name) [name] "i"(name)
#define CODE(text) asm volatile(text : : __imm(bpf_map_lookup_elem), [words] "i"(&words) : "memory")

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64[4]); __uint(max_entries, 1); } words SEC(".maps");

#define VALUE "r7 = *(u64 *)(r1 + 0); *(u32 *)(r10 - 4) = 0; r2 = r10; r2 += -4; r1 = %[words] ll;" \
	"call %[bpf_map_lookup_elem]; if r0 == 0 goto 9f;"
#define USE "r0 += r7; r0 = *(u8 *)(r0 + 0); 9: r0 = 0; exit;"

SEC("syscall") SAYS("6.13", NEGATIVE) SAYS("6.16", NEGATIVE)
__attribute__((naked)) int not_negative(void *ctx)
{
	CODE(VALUE "if r7 s> 10 goto 9f; if r7 s< -10 goto 9f; r1 = 0x8000000000000005 ll; if r7 > r1 goto 9f;" USE);
}

SEC("syscall")
__attribute__((naked)) int negative(void *ctx)
{
	CODE(VALUE "if r7 s> 10 goto 9f; if r7 s< -10 goto 9f; r1 = 0x7000000000000005 ll; if r7 < r1 goto 9f; r7 += 11;" USE);
}

SEC("syscall") SAYS("6.13", UNBOUNDED) SAYS("6.16", UNBOUNDED) SAYS("6.17", UNBOUNDED)
__attribute__((naked)) int not_negative_32(void *ctx)
{
	CODE(VALUE "w7 = w7; if w7 s> 10 goto 9f; if w7 s< -10 goto 9f; w1 = 0x80000005; if w7 > w1 goto 9f;" USE);
}

SEC("syscall")
__attribute__((naked)) int negative_32(void *ctx)
{
	CODE(VALUE "w7 = w7; if w7 s> 10 goto 9f; if w7 s< -10 goto 9f; w1 = 0x70000005; if w7 < w1 goto 9f; w7 += 11;" USE);
}

char _license[] SEC("license") = "Dual BSD/GPL";
