// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* As map_value.bpf.c, with what it sends set first. */
#define FIXED
#include "map_value.bpf.c"
