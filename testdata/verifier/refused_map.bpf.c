// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A trie without BPF_F_NO_PREALLOC: the kernel makes none, so the object cannot be loaded, although its program never looks at it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct prefix {
	__u32 length;
	__u8 data[4];
};

struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, struct prefix); __type(value, __u32); __uint(max_entries, 8); } routes SEC(".maps");

SEC("syscall") int nothing(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
