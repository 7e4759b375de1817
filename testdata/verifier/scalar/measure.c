/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws scalars, hands them to Linux's own functions (linux.h, cut out of a kernel tree by
 * measure.py), and prints what they make of them; README.md describes the lines. What stands before
 * linux.h is the least that those functions need to compile outside the kernel.
 */
#include "measure.h"

enum { SCALAR_VALUE = 1 };
struct bpf_reg_state {
	int type;
	struct tnum var_off;
	s64 smin_value, smax_value;
	u64 umin_value, umax_value;
	s32 s32_min_value, s32_max_value;
	u32 u32_min_value, u32_max_value;
};
struct bpf_insn { u8 code, dst_reg; };
struct bpf_func_state { struct bpf_reg_state regs[1]; };
struct bpf_verifier_state { struct bpf_func_state *frame[1]; int curframe; };
struct bpf_verifier_env { int insn_idx; bool test_reg_invariants; };

static void ___mark_reg_known(struct bpf_reg_state *reg, u64 imm);
static void __mark_reg_unbounded(struct bpf_reg_state *reg);
struct tnum tnum_subreg(struct tnum a);
struct tnum tnum_rshift(struct tnum a, u8 shift);

static bool tnum_is_const(struct tnum a) { return a.mask == 0; }
static bool tnum_subreg_is_const(struct tnum a) { return (u32)a.mask == 0; }
static void __mark_reg_known(struct bpf_reg_state *reg, u64 imm) { ___mark_reg_known(reg, imm); }
static void __mark_reg_unknown(const struct bpf_verifier_env *env, struct bpf_reg_state *reg)
{
	reg->var_off = tnum_unknown;
	__mark_reg_unbounded(reg);
}

/* The state that a split path would start from; only that there is one counts here. */
static int splits;
static struct bpf_func_state split_frame;
static struct bpf_verifier_state split_state = { { &split_frame }, 0 };
static struct bpf_verifier_state *push_stack(struct bpf_verifier_env *env, int insn, int prev,
					     bool speculative)
{
	splits++;
	return &split_state;
}

static int kernel_snprintf(char *out, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(out, size, kernel_format(format), arguments);
	va_end(arguments);
	return length;
}
#define snprintf kernel_snprintf

#include "linux.h"
#undef snprintf

/* Bounds of one view around a number, or none on a side. */
#define BOUND(type, x, low, high)                                   \
	if (one_in(3)) {                                            \
		bool close = one_in(2);                             \
		type a = close ? (x) - below(300) : number();       \
		type b = close ? (x) + below(300) : number();       \
		if (a <= (type)(x))                                 \
			low = a;                                    \
		if (b >= (type)(x))                                 \
			high = b;                                   \
	}

/* Up to about a power of two: where products and shifts overflow. */
static struct bpf_reg_state up_to_power(int power)
{
	struct bpf_reg_state r = { .type = SCALAR_VALUE };

	__mark_reg_unknown(NULL, &r);
	r.umin_value = below(4);
	r.umax_value = (1ull << power) + below(12) - 6;
	if (power < 4)
		r.umax_value = 1 << power | 3;
	reg_bounds_sync(&r);
	return r;
}

static struct bpf_reg_state scalar(void)
{
	struct bpf_reg_state r = { .type = SCALAR_VALUE };
	u64 kind = below(20);
	u64 x = number();

	__mark_reg_unknown(NULL, &r);
	if (kind < 3) {
		___mark_reg_known(&r, x);
	} else if (kind == 3) {
		___mark_reg_known(&r, below(70));
	} else if (kind == 4) { /* anything at all, as on paths that can't run */
		r.var_off.mask = number();
		r.var_off.value = number() & ~r.var_off.mask;
		r.smin_value = number();
		r.smax_value = number();
		r.umin_value = number();
		r.umax_value = number();
		r.s32_min_value = number();
		r.s32_max_value = number();
		r.u32_min_value = number();
		r.u32_max_value = number();
	} else if (kind == 5) { /* what a sign mask is */
		r.smin_value = -1;
		r.smax_value = 0;
		reg_bounds_sync(&r);
	} else if (kind == 6) {
		r = up_to_power(below(64));
	} else if (kind > 7) {
		if (one_in(2)) {
			u64 unknown = one_in(3) ? number() & draw() : number();

			r.var_off = TNUM(x & ~unknown, unknown);
		}
		BOUND(s64, x, r.smin_value, r.smax_value)
		BOUND(u64, x, r.umin_value, r.umax_value)
		BOUND(s32, x, r.s32_min_value, r.s32_max_value)
		BOUND(u32, x, r.u32_min_value, r.u32_max_value)
		if (!one_in(16))
			reg_bounds_sync(&r);
		if (one_in(4)) {
			zext_32_to_64(&r);
			if (!one_in(8))
				reg_bounds_sync(&r);
		}
	}
	return r;
}

static void print_scalar(const struct bpf_reg_state *r)
{
	printf(" | %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64
	       " %x %x %x %x", r->var_off.value, r->var_off.mask, r->smin_value, r->smax_value,
	       r->umin_value, r->umax_value, r->s32_min_value, r->s32_max_value, r->u32_min_value,
	       r->u32_max_value);
}

static s64 reg_smax(const struct bpf_reg_state *r) { return r->smax_value; }

static struct bpf_verifier_env env;

static void arithmetic(struct bpf_reg_state dst, struct bpf_reg_state src)
{
	static const u8 operations[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_OR, BPF_AND,
		BPF_LSH, BPF_RSH, BPF_LSH, BPF_RSH, BPF_MOD, BPF_XOR, BPF_ARSH, BPF_ARSH };
	u8 operation = operations[below(ARRAY_SIZE(operations))];
	bool alu32 = one_in(2);
	struct bpf_insn insn = { operation | (alu32 ? BPF_ALU : BPF_ALU64), 0 };
	bool shift = operation == BPF_LSH || operation == BPF_RSH || operation == BPF_ARSH;
	bool sign_mask = dst.smin_value == -1 && dst.smax_value == 0;

	if (shift && !one_in(4))
		___mark_reg_known(&src, one_in(6) ? 32 : below(alu32 ? 34 : 66));
	if (operation == BPF_MUL && one_in(2)) {
		int half = one_in(2) ? 16 : 32;

		dst = up_to_power(half - below(3));
		src = up_to_power(half - below(3));
		sign_mask = false;
	}
	printf("alu %d %d", operation, alu32);
	print_scalar(&dst);
	print_scalar(&src);
	splits = 0;
	adjust_scalar_min_max_vals(&env, &insn, &dst, src);
	print_scalar(&dst);
	printf(" | %d", !splits ? 0 : sign_mask ? 64 : 32);
}

static void jump(struct bpf_reg_state left, struct bpf_reg_state right)
{
	static const u8 operations[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET, BPF_JNE, BPF_JSGT,
		BPF_JSGE, BPF_JLT, BPF_JLE, BPF_JSLT, BPF_JSLE };
	u8 operation = operations[below(ARRAY_SIZE(operations))];
	bool jmp32 = one_in(2);
	bool same = one_in(64);
	struct bpf_reg_state true_left = left, false_left = left;
	struct bpf_reg_state true_right = right, false_right = right;
	struct bpf_reg_state *true_other = same ? &true_left : &true_right;
	struct bpf_reg_state *false_other = same ? &false_left : &false_right;

	printf("jmp %d %d %d", operation, jmp32, same);
	print_scalar(&left);
	print_scalar(same ? &left : &right);
	int prediction = is_scalar_branch_taken(&left, same ? &left : &right, operation, jmp32);
	reg_set_min_max(&env, &true_left, true_other, &false_left, false_other, operation, jmp32);
	print_scalar(&true_left);
	print_scalar(true_other);
	print_scalar(&false_left);
	print_scalar(false_other);
	printf(" | %d", prediction);
	print_log();
}

/* What print_reg_state writes of a scalar without id. */
static void shown(struct bpf_reg_state r)
{
	const char *separator = "";
	char bits[64];

	printf("txt");
	print_scalar(&r);
	if (tnum_is_const(r.var_off)) {
		verbose_snum(&env, r.var_off.value);
	} else {
		verbose(&env, "scalar(");
		print_scalar_ranges(&env, &r, &separator);
		if (r.var_off.mask != U64_MAX) {
			tnum_strn(bits, sizeof(bits), r.var_off);
			verbose(&env, "%svar_off=%s", separator, bits);
		}
		verbose(&env, ")");
	}
	print_log();
}

#include "measure-cases.h"
