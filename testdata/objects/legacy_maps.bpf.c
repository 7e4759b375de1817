// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map as libbpf 0.x defined them: refused. */
#include "types.h"
struct bpf_map_def { unsigned int type, key_size, value_size, max_entries, map_flags; };
SEC("maps") struct bpf_map_def old = { 1, 4, 4, 1, 0 };
SEC("syscall") int prog(void *ctx) { __u32 k = 0; return bpf_map_lookup_elem(&old, &k) != 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
