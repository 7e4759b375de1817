// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A table in .jumptables and a load of its address, as clang 22 makes of a switch: refused. */
#include "types.h"
__u64 table[2] SEC(".jumptables") = { 8, 16 };
SEC("syscall") int by_table(__u32 *ctx)
{
	__u64 *at = table;

	asm volatile("" : "+r"(at));
	return at[*ctx & 1];
}
SEC("syscall") int without(void *ctx) { return 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
