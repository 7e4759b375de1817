// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A static function with a section of its own: refused. */
#include "types.h"
SEC("tc") __attribute__((used)) static int prog(void *ctx) { return 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
