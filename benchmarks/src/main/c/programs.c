// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs of the engine benchmark: built for BPF by clang and natively by gcc -O2 from this one source.
 * memory: 64 KiB, filled with pseudo-random bytes; every program leaves it so that the next run does the same work.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#ifdef __bpf__
#define PROGRAM(name) __attribute__((section("bpf/" #name), used)) u64 name(u8 *memory, u64 n)
static u64 (*const add_three)(u64 value) = (void *)1000;
#else
#define PROGRAM(name) u64 name(u8 *memory, u64 n)
__attribute__((noinline)) static u64 add_three(u64 value)
{
	__asm__ volatile("");
	return value + 3;
}
#endif

PROGRAM(arithmetic)
{
	u64 a = n, b = 0x9e3779b97f4a7c15ull;

	for (u32 i = 0; i < 1000; i++) {
		a = a * 6364136223846793005ull + b;
		b ^= a >> 29;
		b += i;
	}
	return a ^ b;
}

PROGRAM(checksum)
{
	u32 sum = 0;

	for (u32 i = 0; i < 1500; i += 2)
		sum += *(u16 *)(memory + i);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

/* A tablet report: swaps bytes, moves button bits, scales and clamps two axes, inverts one. */
PROGRAM(hid_rewrite)
{
	u8 *in = memory, *out = memory + 64;
	u32 x = in[2] | in[3] << 8, y = in[4] | in[5] << 8;
	u32 pressure = in[6] | in[7] << 8;
	u8 buttons = in[1];
	u8 moved = (buttons & 0x01) << 2 | (buttons & 0x06) >> 1 | (buttons & 0xf8);

	if (in[0] > 0xf0)
		return 0;
	if (moved & 0x20 && pressure == 0)
		moved &= ~0x01;
	x = x * 5 / 4;
	if (x > 0x7fff)
		x = 0x7fff;
	y = 0xffff - y;
	y = y * 3 >> 1;
	if (y > 0x7fff)
		y = 0x7fff;
	if (pressure > 2047)
		pressure = 2047;
	out[0] = in[0] ^ 3;
	out[1] = moved;
	out[2] = x;
	out[3] = x >> 8;
	out[4] = y;
	out[5] = y >> 8;
	out[6] = pressure;
	out[7] = pressure >> 8;
	out[8] = in[9];
	out[9] = in[8];
	return (u64)x << 32 | y << 8 | moved;
}

PROGRAM(sieve)
{
	u8 *composite = memory + 16384;
	u64 count = 0;

	for (u32 i = 0; i < 4096; i += 8)
		*(u64 *)(composite + i) = 0;
	for (u32 i = 2; i < 4096; i++) {
		if (composite[i])
			continue;
		count++;
		for (u32 j = i + i; j < 4096; j += i)
			composite[j] = 1;
	}
	return count;
}

PROGRAM(quicksort)
{
	u32 *from = (u32 *)(memory + 8192), *a = (u32 *)(memory + 32768);
	u32 stack[64];
	u32 top = 0;
	u64 check = 0;

	for (u32 i = 0; i < 1024; i++)
		a[i] = from[i] ^ (u32)n;
	stack[top++ & 63] = 0;
	stack[top++ & 63] = 1023;
	while (top > 0) {
		int high = stack[--top & 63], low = stack[--top & 63];
		u32 pivot = a[(low + high) / 2 & 1023];
		int i = low, j = high;

		while (i <= j) {
			while (a[i & 1023] < pivot)
				i++;
			while (a[j & 1023] > pivot)
				j--;
			if (i <= j) {
				u32 t = a[i & 1023];

				a[i & 1023] = a[j & 1023];
				a[j & 1023] = t;
				i++;
				j--;
			}
		}
		/* The smaller part last, so that the stack stays small. */
		if (j - low > high - i) {
			if (low < j) {
				stack[top++ & 63] = low;
				stack[top++ & 63] = j;
			}
			if (i < high) {
				stack[top++ & 63] = i;
				stack[top++ & 63] = high;
			}
		} else {
			if (i < high) {
				stack[top++ & 63] = i;
				stack[top++ & 63] = high;
			}
			if (low < j) {
				stack[top++ & 63] = low;
				stack[top++ & 63] = j;
			}
		}
	}
	for (u32 i = 0; i < 1024; i += 64)
		check = check * 31 + a[i];
	return check;
}

#define ROTATE(x, b) ((x) << (b) | (x) >> (64 - (b)))
#define ROUND()                                              \
	do {                                                     \
		v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32); \
		v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;             \
		v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;             \
		v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32); \
	} while (0)

PROGRAM(siphash)
{
	u64 k0 = n, k1 = 0x0f0e0d0c0b0a0908ull;
	u64 v0 = k0 ^ 0x736f6d6570736575ull, v1 = k1 ^ 0x646f72616e646f6dull;
	u64 v2 = k0 ^ 0x6c7967656e657261ull, v3 = k1 ^ 0x7465646279746573ull;

	for (u32 i = 0; i < 256; i += 8) {
		u64 m = *(u64 *)(memory + i);

		v3 ^= m;
		ROUND();
		ROUND();
		v0 ^= m;
	}
	v3 ^= 256ull << 56;
	ROUND();
	ROUND();
	v0 ^= 256ull << 56;
	v2 ^= 0xff;
	ROUND();
	ROUND();
	ROUND();
	ROUND();
	return v0 ^ v1 ^ v2 ^ v3;
}

PROGRAM(division)
{
	u64 sum = 0;

	for (u32 i = 0; i < 256; i++) {
		u64 a = *(u64 *)(memory + i * 8);
		u32 b = *(u32 *)(memory + 4096 + i * 4) | 1;

		sum += a / b;
		sum ^= a % (b + 6);
		sum += (u32)a / (b >> 9 | 1);
	}
	return sum;
}

PROGRAM(helper_calls)
{
	u64 value = n;

	for (u32 i = 0; i < 1000; i++)
		value = add_three(value);
	return value;
}

PROGRAM(empty)
{
	return 0;
}
