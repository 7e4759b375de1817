// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of timers_without_user.bpf.c that has no finding. */
#define FIXED
#include "timers_without_user.bpf.c"
