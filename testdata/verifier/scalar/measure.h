/* SPDX-License-Identifier: Apache-2.0
 *
 * What measure.c and measure-circular.c share: the least that Linux's functions need to compile
 * outside the kernel, the log, and numbers drawn at random.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

typedef uint64_t u64, __u64;
typedef int64_t s64, __s64;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint8_t u8;
typedef int8_t s8;

#define S8_MIN INT8_MIN
#define S8_MAX INT8_MAX
#define S16_MIN INT16_MIN
#define S16_MAX INT16_MAX
#define U16_MAX UINT16_MAX
#define S32_MIN INT32_MIN
#define S32_MAX INT32_MAX
#define U32_MAX UINT32_MAX
#define S64_MIN INT64_MIN
#define S64_MAX INT64_MAX
#define U64_MAX UINT64_MAX
#define UNUM_MAX_DECIMAL U16_MAX
#define SNUM_MAX_DECIMAL S16_MAX
#define SNUM_MIN_DECIMAL S16_MIN

#define TYPED(type, a, relation, b)  \
	({                           \
		type first = (a);    \
		type second = (b);   \
		first relation second ? first : second; \
	})
#define min_t(type, a, b) TYPED(type, a, <, b)
#define max_t(type, a, b) TYPED(type, a, >, b)
#define min(a, b) TYPED(typeof((a) + 0), a, <, b)
#define max(a, b) TYPED(typeof((a) + 0), a, >, b)
#define swap(a, b)               \
	do {                     \
		typeof(a) kept = (a); \
		(a) = (b);       \
		(b) = kept;      \
	} while (0)
#define check_add_overflow(a, b, sum) __builtin_add_overflow(a, b, sum)
#define check_sub_overflow(a, b, difference) __builtin_sub_overflow(a, b, difference)
#define is_power_of_2(n) (__builtin_popcountll(n) == 1)
#define fls64(n) ((n) ? 64 - __builtin_clzll(n) : 0)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define IS_ERR(pointer) false
#define PTR_ERR(pointer) 0
#define sanitize_needed(operation) false
#define sanitize_val_alu(env, insn) 0
#define sanitize_err(...) 0

#define BPF_OP(code) ((code) & 0xf0)
#define BPF_CLASS(code) ((code) & 0x07)
enum { BPF_ALU = 4, BPF_ALU64 = 7, BPF_X = 8 };
enum {
	BPF_ADD = 0x00, BPF_SUB = 0x10, BPF_MUL = 0x20, BPF_DIV = 0x30, BPF_OR = 0x40,
	BPF_AND = 0x50, BPF_LSH = 0x60, BPF_RSH = 0x70, BPF_MOD = 0x90, BPF_XOR = 0xa0,
	BPF_ARSH = 0xc0
};
enum {
	BPF_JEQ = 0x10, BPF_JGT = 0x20, BPF_JGE = 0x30, BPF_JSET = 0x40, BPF_JNE = 0x50,
	BPF_JSGT = 0x60, BPF_JSGE = 0x70, BPF_JLT = 0xa0, BPF_JLE = 0xb0, BPF_JSLT = 0xc0,
	BPF_JSLE = 0xd0
};

struct tnum { u64 value, mask; };
#define TNUM(v, m) ((struct tnum){ .value = v, .mask = m })
static const struct tnum tnum_unknown = { 0, -1 };

struct bpf_verifier_env;

/* The kernel's %#x writes 0x0 where C writes 0. */
static const char *kernel_format(const char *format)
{
	static char out[1024];
	char *p = out;

	for (; *format; format++) {
		if (format[0] == '%' && format[1] == '#') {
			memcpy(p, "0x%", 3);
			p += 3;
			format++;
		} else {
			*p++ = *format;
		}
	}
	*p = 0;
	return out;
}

static char log_text[8192];
static size_t log_length;
static void verbose(struct bpf_verifier_env *env, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_length += vsnprintf(log_text + log_length, sizeof(log_text) - log_length,
				kernel_format(format), arguments);
	va_end(arguments);
}

/* SplitMix64: the same cases everywhere. */
static u64 state;
static u64 draw(void)
{
	u64 z = state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}
static u64 below(u64 bound) { return draw() % bound; }
static bool one_in(u64 n) { return below(n) == 0; }

/* Numbers where carries, signs and halves meet. */
static u64 number(void)
{
	switch (below(12)) {
	case 0: return draw();
	case 1: return below(16);
	case 2: return -below(16);
	case 3: return 1ull << below(64);
	case 4: return (1ull << below(64)) - 1;
	case 5: return -(1ull << below(64));
	case 6: return (u32)draw();
	case 7: return (s64)(s32)draw();
	case 8: return 0x80000000ull + below(5) - 2;
	case 9: return 0x100000000ull + below(5) - 2;
	case 10: return 0x8000000000000000ull + below(5) - 2;
	default: return draw() >> below(64);
	}
}

static void print_log(void)
{
	for (char *p = log_text; *p; p++)
		if (*p == '\n')
			*p = '~';
	printf(" |%s%s", *log_text ? " " : "", log_text);
}
