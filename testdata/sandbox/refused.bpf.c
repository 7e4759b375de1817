// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads more of its context than a context can have. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "Dual BSD/GPL";

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } values SEC(".maps");

SEC("syscall")
int careless(void *unused)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&values, &key);

	return *value;
}
