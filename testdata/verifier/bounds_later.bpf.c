// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What kernels after 6.12 know of numbers, as tags with the release before (none: accepted). RulesByReleaseTest reads them from the
 * object. Each program reads a register that nobody has written, on a path that cannot run: who knows that accepts it.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define BAD "1: r0 = r9; exit; 2: r0 = 0; exit;"
#define CODE(text) asm volatile("call %[bpf_get_prandom_u32];" text BAD : : __imm(bpf_get_prandom_u32) : __clobber_all)
#define __imm(name) [name] "i"(name)
#define __clobber_all "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "memory"

/* A number that was excluded is no bound of an interval. Circular ranges keep the gap. */
SEC("tc") SAYS("6.12", "R9 !read_ok") SAYS("6.18", "R9 !read_ok")
__attribute__((naked)) int excluded_number(void *ctx)
{
	CODE("r0 <<= 32; r6 = r0; call %[bpf_get_prandom_u32]; r0 |= r6; if r0 == 5 goto 2f; r0 -= 5; if r0 == 0 goto 1f; goto 2f;");
}

SEC("tc") SAYS("6.12", "R9 !read_ok") SAYS("6.18", "R9 !read_ok")
__attribute__((naked)) int excluded_number_of_32_bits(void *ctx)
{
	CODE("if w0 == 5 goto 2f; w0 -= 5; if w0 == 0 goto 1f; goto 2f;");
}

/* An interval that both ends of a sum leave together stays one. */
SEC("tc") SAYS("6.12", "R9 !read_ok")
__attribute__((naked)) int sum_past_the_greatest(void *ctx)
{
	CODE("r0 &= 7; r1 = 0x8000000080000000 ll; r0 += r1; r1 += 100; r0 += r1; if w0 < 100 goto 1f; goto 2f;");
}

/* 0, 16, 32 and so on, from 8 to 24: that is 16. */
SEC("tc") SAYS("6.12", "R9 !read_ok") SAYS("6.18", "R9 !read_ok")
__attribute__((naked)) int only_common_number(void *ctx)
{
	CODE("r0 &= 240; if r0 > 24 goto 2f; if r0 < 8 goto 2f; if r0 != 16 goto 1f; goto 2f;");
}

/* Three times 1 or 3 is 3 or 9. */
SEC("tc") SAYS("6.12", "R9 !read_ok")
__attribute__((naked)) int bits_of_a_product(void *ctx)
{
	CODE("r0 &= 2; r0 |= 1; r0 *= 3; if r0 & 4 goto 1f; goto 2f;");
}

/* Of the numbers that these bits give, 1008 is the greatest, and the only one from 1000 on. */
SEC("tc") SAYS("6.12", "R9 !read_ok") SAYS("6.18", "R9 !read_ok")
__attribute__((naked)) int greatest_common_number(void *ctx)
{
	CODE("r0 &= 1008; if r0 < 1000 goto 2f; if r0 != 1008 goto 1f; goto 2f;");
}

/* From 2^32 - 8 to 2^32 + 7, with a low half of at most 100: that is 2^32 at least. */
SEC("tc") SAYS("6.12", "R9 !read_ok") SAYS("6.18", "R9 !read_ok")
__attribute__((naked)) int low_half_tells_of_the_whole(void *ctx)
{
	CODE("r1 = r0; r1 &= 15; r2 = 0x0fffffff8 ll; r1 += r2; if w1 > 100 goto 2f; r2 = 0x100000000 ll; if r1 < r2 goto 1f; goto 2f;");
}

/* What a comparison with the packet's end tells of an offset that varies: 7.3 counts it, and the access, from the greatest one. */
#define PACKET(offset) \
	asm volatile("r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r4 = *(u32 *)(r1 + 0); r4 &= 31; r2 += r4; r0 = r2; r2 += 20;" \
		     "if r2 > r3 goto 1f; r0 = *(u32 *)(r0 + " offset "); 1: r0 = 0; exit;" : : : __clobber_all)

SEC("tc")
__attribute__((naked)) int packet_up_to_what_was_compared(void *ctx)
{
	PACKET("16");
}

SEC("tc") SAYS("6.12", "R0 offset is outside of the packet") SAYS("6.18", "R0 offset is outside of the packet")
SAYS("7.3", "R0 max value is outside of the allowed memory range")
__attribute__((naked)) int packet_beyond_what_was_compared(void *ctx)
{
	PACKET("17");
}

char _license[] SEC("license") = "GPL";
