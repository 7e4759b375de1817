// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the test objects include instead of a vmlinux.h. */
#ifndef TEST_TYPES_H
#define TEST_TYPES_H
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
enum { MAP_HASH = 1, MAP_ARRAY = 2, MAP_PROG_ARRAY = 3, MAP_ARRAY_OF_MAPS = 12, MAP_HASH_OF_MAPS = 13, MAP_RINGBUF = 27, MAP_BLOOM = 30 };
#include <bpf/bpf_helpers.h>
#endif
