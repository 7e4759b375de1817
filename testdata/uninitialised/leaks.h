/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs here share: a place on the stack that nobody wrote, and, with FIXED, did. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

/* Keeps clang from knowing what is there. */
#define UNKNOWN(variable) asm volatile("" : : "r"(&(variable)) : "memory")

#ifdef FIXED
#define FRESH(variable) __builtin_memset(&(variable), 0, sizeof(variable))
#else
#define FRESH(variable) UNKNOWN(variable)
#endif
