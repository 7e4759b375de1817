// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of sleep_in_timer_callback.bpf.c that has no finding. */
#define FIXED
#include "sleep_in_timer_callback.bpf.c"
