// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of event_buffer_overwritten.bpf.c that has no finding. */
#define FIXED
#include "event_buffer_overwritten.bpf.c"
