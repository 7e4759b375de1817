// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A map with an attribute that does not exist: refused. */
#include "types.h"
struct { __uint(type, MAP_HASH); __uint(max_entrys, 4); } wrong SEC(".maps");
SEC("syscall") int prog(void *ctx) { return 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
