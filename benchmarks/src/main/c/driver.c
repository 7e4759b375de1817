// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Calls a program many times from C, so that one call from Java is not part of what a run costs. Built apart from the programs: the
 * compiler must not see both.
 */
typedef unsigned long long u64;

u64 hidbpf4j_drive(u64 (*program)(unsigned char *memory, u64 n), unsigned char *memory, u64 runs)
{
	u64 sum = 0;

	for (u64 i = 0; i < runs; i++)
		sum += program(memory, i & 7);
	return sum;
}
