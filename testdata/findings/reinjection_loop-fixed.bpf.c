// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of reinjection_loop.bpf.c that has no finding. */
#define FIXED
#include "reinjection_loop.bpf.c"
