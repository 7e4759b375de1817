// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The twin of input_report_deadlock.bpf.c that has no finding. */
#define FIXED
#include "input_report_deadlock.bpf.c"
