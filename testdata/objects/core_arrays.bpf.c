// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* CO-RE through arrays, flexible arrays, unions, pointers to pointers and bit-fields. */
#include "types.h"
#define PAI __attribute__((preserve_access_index))
struct element { int tag; int value; } PAI;
struct holder {
	struct element grid[2][3];
	union { int word; struct { short low; short high; }; };
	unsigned long long wide : 40;
	unsigned long long tail : 20;
	struct element *next;
	struct element flexible[];
} PAI;
struct holder___small { struct element grid[9][3]; } PAI;
#define FIELD(k, f) __builtin_preserve_field_info(f, k)
#define H ((struct holder *)ctx)
__u64 out[32];
SEC("syscall") int arrays(void *ctx)
{
	out[0] = FIELD(0, H->grid[1][2].value);
	out[1] = FIELD(0, H->high);
	out[2] = FIELD(0, H->flexible[5].value);
	out[3] = FIELD(0, H->wide);
	out[4] = FIELD(1, H->wide);
	out[5] = FIELD(4, H->wide);
	out[6] = FIELD(5, H->wide);
	out[7] = FIELD(4, H->tail);
	out[8] = FIELD(2, ((struct holder___small *)ctx)->grid[8][0].tag);
	out[9] = FIELD(1, H->grid[1]);
	return 0;
}
char _license[] SEC("license") = "Dual BSD/GPL";
