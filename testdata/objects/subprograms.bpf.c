// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Static, global, hidden and callback functions; two main programs share some. */
#include "types.h"

static __noinline int leaf(int x) { return x * 3 + (int)bpf_get_prandom_u32(); }
static __noinline int middle(int x) { return leaf(x) + leaf(x + 1); }
__noinline int global_one(int x) { return middle(x) + 1; }
__hidden __noinline int hidden_one(int x) { return leaf(x) - 1; }
static int each(__u32 i, void *ctx) { *(int *)ctx += leaf(i); return 0; }
int each_global(__u32 i, void *ctx) { return i > 3; }

SEC("syscall") int first(void *ctx) { return global_one(1) + hidden_one(2); }
SEC("?tc")
int second(void *ctx)
{
	int sum = 0;

	bpf_loop(10, each, &sum, 0);
	bpf_loop(10, each_global, &sum, 0);
	return hidden_one(sum);
}
SEC("syscall") int third(void *ctx) { return 7; }
char _license[] SEC("license") = "Dual BSD/GPL";
