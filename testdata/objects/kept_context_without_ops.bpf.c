// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* kept_context.bpf.c without its struct_ops map. */
#define NO_OPS
#include "kept_context.bpf.c"
