// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of start_after_cancel.bpf.c that has no finding. */
#define FIXED
#include "start_after_cancel.bpf.c"
