// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that cannot be linked beside ones that can, and an exception callback. */
#include "types.h"
struct { __uint(type, MAP_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 1); } map SEC(".maps");
const char elsewhere[8] SEC(".hid_bpf_config") = "data";

SEC("syscall") __noinline int callee_with_section(void *ctx) { return bpf_get_prandom_u32(); }
SEC("syscall") int calls_a_program(void *ctx) { return callee_with_section(ctx) + 1; }
SEC("syscall") int reads_unknown_section(void *ctx) { return *(volatile const char *)&elsewhere[1]; }
SEC("syscall") __attribute__((naked)) int raw_descriptor(void)
{
	asm volatile("r1 = %[map] ll;"
		     ".8byte %[low]; .8byte 0;"
		     "r0 = 0; exit;"
		     :: [map] "i"(&map), [low] "i"(0x1118) : "r0", "r1");
}
int callback(__u64 cookie) { return 0; }
__attribute__((btf_decl_tag("exception_callback:callback"))) SEC("tc") int throws(void *ctx) { return 0; }
SEC("syscall") int fine(void *ctx) { __u32 k = 0; return bpf_map_lookup_elem(&map, &k) != 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
