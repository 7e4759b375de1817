// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of result_below_errno_range.bpf.c that has no finding. */
#define FIXED
#include "result_below_errno_range.bpf.c"
