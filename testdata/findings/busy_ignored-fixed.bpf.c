// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of busy_ignored.bpf.c that has no finding. */
#define FIXED
#include "busy_ignored.bpf.c"
