// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* As ringbuf.bpf.c, with what it sends set first. */
#define FIXED
#include "ringbuf.bpf.c"
