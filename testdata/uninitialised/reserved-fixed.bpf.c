// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* As reserved.bpf.c, with what it sends set first. */
#define FIXED
#include "reserved.bpf.c"
