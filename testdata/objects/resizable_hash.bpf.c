// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map of a type that came after 6.12: refused by name. */
#include "types.h"
struct { __uint(type, 35); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4); } later SEC(".maps");
SEC("syscall") int prog(void *ctx) { return 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
