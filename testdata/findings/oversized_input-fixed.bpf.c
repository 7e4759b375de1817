// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of oversized_input.bpf.c that has no finding. */
#define FIXED
#include "oversized_input.bpf.c"
