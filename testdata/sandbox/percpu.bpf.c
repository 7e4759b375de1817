// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A value for each CPU, and a key that is an enumerator. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "Dual BSD/GPL";

enum colour { RED = 3, GREEN = 5 };
struct tally { __u16 seen; __s16 balance; __u16 rest; };

struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 8); __type(key, enum colour); __type(value, struct tally); } tallies SEC(".maps");

SEC("syscall")
int tally(void *unused)
{
	enum colour key = GREEN;
	struct tally value = { .seen = 7, .balance = -2, .rest = 1 };

	return bpf_map_update_elem(&tallies, &key, &value, 0);
}
