/* SPDX-License-Identifier: Apache-2.0
 *
 * As measure.c, for Linux since 7.2, where bounds are circular ranges: linux.h is cut out of such a
 * kernel tree by measure.py. README.md describes the lines.
 */
#include "measure.h"

#define BIT_ULL(n) (1ull << (n))
#define __PASTE2(a, b) a##b
#define __PASTE(a, b) __PASTE2(a, b)
#define EXPORT_SYMBOL_GPL(name)
#define check_mul_overflow(a, b, product) __builtin_mul_overflow(a, b, product)
#define min_array(a, n) extreme(a, n, <)
#define max_array(a, n) extreme(a, n, >)
#define extreme(a, n, relation)                          \
	({                                               \
		typeof((a)[0]) found = (a)[0];           \
		for (int at = 1; at < (n); at++)         \
			if ((a)[at] relation found)      \
				found = (a)[at];         \
		found;                                   \
	})
#define div64_u64(a, b) ((u64)(a) / (u64)(b))
#define div64_s64(a, b) ((s64)(a) / (s64)(b))
#define swab16 __builtin_bswap16
#define swab32 __builtin_bswap32
#define swab64 __builtin_bswap64
#define verifier_bug(env, format, ...) verbose(env, "verifier bug: " format "\n", ##__VA_ARGS__)
#define clear_scalar_id(reg)
#define BPF_SRC(code) ((code) & 0x08)
enum { BPF_NEG = 0x80, BPF_END = 0xd0, BPF_TO_LE = 0, BPF_TO_BE = 8 };

struct cnum32 { u32 base, size; };
struct cnum64 { u64 base, size; };
#define CNUM32_UNBOUNDED ((struct cnum32){ 0, U32_MAX })
#define CNUM64_UNBOUNDED ((struct cnum64){ 0, U64_MAX })
#define CNUM32_EMPTY ((struct cnum32){ U32_MAX, U32_MAX })
#define CNUM64_EMPTY ((struct cnum64){ U64_MAX, U64_MAX })
#define DECLARE_ARC(T)                                                                      \
	struct cnum##T cnum##T##_from_urange(u##T min, u##T max);                           \
	struct cnum##T cnum##T##_from_srange(s##T min, s##T max);                           \
	u##T cnum##T##_umin(struct cnum##T cnum);                                           \
	u##T cnum##T##_umax(struct cnum##T cnum);                                           \
	s##T cnum##T##_smin(struct cnum##T cnum);                                           \
	s##T cnum##T##_smax(struct cnum##T cnum);                                           \
	struct cnum##T cnum##T##_intersect(struct cnum##T a, struct cnum##T b);             \
	void cnum##T##_intersect_with(struct cnum##T *dst, struct cnum##T src);             \
	void cnum##T##_intersect_with_urange(struct cnum##T *dst, u##T min, u##T max);      \
	void cnum##T##_intersect_with_srange(struct cnum##T *dst, s##T min, s##T max);      \
	bool cnum##T##_contains(struct cnum##T cnum, u##T v);                               \
	bool cnum##T##_is_const(struct cnum##T cnum);                                       \
	bool cnum##T##_is_empty(struct cnum##T cnum);                                       \
	struct cnum##T cnum##T##_add(struct cnum##T a, struct cnum##T b);                   \
	struct cnum##T cnum##T##_negate(struct cnum##T a);                                  \
	bool cnum##T##_is_subset(struct cnum##T outer, struct cnum##T inner);
DECLARE_ARC(32)
DECLARE_ARC(64)
struct cnum32 cnum32_from_cnum64(struct cnum64 cnum);
struct cnum64 cnum64_cnum32_intersect(struct cnum64 a, struct cnum32 b);

#include "cnum.c"

enum { SCALAR_VALUE = 1 };
struct bpf_reg_state {
	int type;
	struct tnum var_off;
	struct cnum64 r64;
	struct cnum32 r32;
};
struct bpf_insn { u8 code, dst_reg; s16 off; s32 imm; };
struct bpf_func_state { struct bpf_reg_state regs[1]; };
struct bpf_verifier_state { struct bpf_func_state *frame[1]; int curframe; };
struct bpf_verifier_env {
	int insn_idx;
	bool test_reg_invariants;
	struct bpf_reg_state fake_reg[2], true_reg1, true_reg2, false_reg1, false_reg2;
};

static s64 reg_smin(const struct bpf_reg_state *r) { return cnum64_smin(r->r64); }
static s64 reg_smax(const struct bpf_reg_state *r) { return cnum64_smax(r->r64); }
static u64 reg_umin(const struct bpf_reg_state *r) { return cnum64_umin(r->r64); }
static u64 reg_umax(const struct bpf_reg_state *r) { return cnum64_umax(r->r64); }
static s32 reg_s32_min(const struct bpf_reg_state *r) { return cnum32_smin(r->r32); }
static s32 reg_s32_max(const struct bpf_reg_state *r) { return cnum32_smax(r->r32); }
static u32 reg_u32_min(const struct bpf_reg_state *r) { return cnum32_umin(r->r32); }
static u32 reg_u32_max(const struct bpf_reg_state *r) { return cnum32_umax(r->r32); }
#define SETTER(name, T, kind, type)                                            \
	static void name(struct bpf_reg_state *r, type min, type max)          \
	{                                                                      \
		r->r##T = cnum##T##_from_##kind##range(min, max);              \
	}
SETTER(reg_set_urange64, 64, u, u64)
SETTER(reg_set_srange64, 64, s, s64)
SETTER(reg_set_urange32, 32, u, u32)
SETTER(reg_set_srange32, 32, s, s32)

static void ___mark_reg_known(struct bpf_reg_state *reg, u64 imm);
static void __mark_reg_unbounded(struct bpf_reg_state *reg);
static bool range_bounds_violation(struct bpf_reg_state *reg);
static void regs_refine_cond_op(struct bpf_reg_state *reg1, struct bpf_reg_state *reg2, u8 opcode,
				bool is_jmp32);
static u8 rev_opcode(u8 opcode);
struct tnum tnum_subreg(struct tnum a);
struct tnum tnum_rshift(struct tnum a, u8 shift);
struct tnum tnum_union(struct tnum a, struct tnum b);

static bool tnum_is_const(struct tnum a) { return a.mask == 0; }
static bool tnum_subreg_is_const(struct tnum a) { return (u32)a.mask == 0; }
static void __mark_reg_known(struct bpf_reg_state *reg, u64 imm) { ___mark_reg_known(reg, imm); }
static void __mark_reg_unknown(const struct bpf_verifier_env *env, struct bpf_reg_state *reg)
{
	reg->var_off = tnum_unknown;
	__mark_reg_unbounded(reg);
}

static int splits;
static struct bpf_func_state split_frame;
static struct bpf_verifier_state split_state = { { &split_frame }, 0 };
static struct bpf_verifier_state *push_stack(struct bpf_verifier_env *env, int insn, int prev,
					     bool speculative)
{
	splits++;
	return &split_state;
}

#include "linux.h"

static struct cnum64 arc(u64 x)
{
	u64 before = one_in(2) ? below(300) : number();
	u64 after = one_in(2) ? below(300) : number();

	if (before + after < before)
		return CNUM64_UNBOUNDED;
	if (before + after == U64_MAX)
		return CNUM64_UNBOUNDED;
	return (struct cnum64){ x - before, before + after };
}

static struct bpf_reg_state scalar(void)
{
	struct bpf_reg_state r = { .type = SCALAR_VALUE };
	u64 kind = below(16);
	u64 x = number();

	__mark_reg_unknown(NULL, &r);
	if (kind < 3) {
		___mark_reg_known(&r, one_in(3) ? below(70) : x);
	} else if (kind == 3) {
		reg_set_srange64(&r, -1, 0);
		reg_bounds_sync(&r);
	} else if (kind == 4) {
		reg_set_urange64(&r, below(4), (1ull << below(64)) + below(12));
		reg_bounds_sync(&r);
	} else if (kind == 5) { /* what stays where one number is excluded */
		r.r64 = (struct cnum64){ x + 1, U64_MAX - 1 };
		if (one_in(2))
			r.r32 = (struct cnum32){ x + 1, U32_MAX - 1 };
		if (one_in(2))
			reg_bounds_sync(&r);
	} else if (kind == 6) { /* parts that contradict each other */
		r.var_off.mask = number();
		r.var_off.value = number() & ~r.var_off.mask;
		r.r64 = arc(number());
		r.r32 = cnum32_from_cnum64(arc(number()));
	} else if (kind > 7) {
		if (one_in(2)) {
			u64 unknown = one_in(3) ? number() & draw() : number();

			r.var_off = TNUM(x & ~unknown, unknown);
		}
		if (one_in(2))
			r.r64 = arc(x);
		if (one_in(2))
			r.r32 = cnum32_from_cnum64(arc(x));
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
	printf(" | %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %x", r->var_off.value,
	       r->var_off.mask, r->r64.base, r->r64.size, r->r32.base, r->r32.size);
}

static struct bpf_verifier_env env;

static void arithmetic(struct bpf_reg_state dst, struct bpf_reg_state src)
{
	static const u8 operations[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_OR, BPF_AND,
		BPF_LSH, BPF_RSH, BPF_ADD, BPF_SUB, BPF_MOD, BPF_XOR, BPF_ARSH, BPF_NEG, BPF_END };
	u8 operation = operations[below(ARRAY_SIZE(operations))];
	bool alu32 = one_in(2);
	struct bpf_insn insn = { operation | (alu32 ? BPF_ALU : BPF_ALU64) };
	bool shift = operation == BPF_LSH || operation == BPF_RSH || operation == BPF_ARSH;
	bool divides = operation == BPF_DIV || operation == BPF_MOD;
	bool sign_mask = reg_smin(&dst) == -1 && reg_smax(&dst) == 0;

	if (shift && !one_in(4))
		___mark_reg_known(&src, one_in(6) ? 32 : below(alu32 ? 34 : 66));
	if (divides && !one_in(4))
		___mark_reg_known(&src, one_in(2) ? below(70) - 35 : number());
	if (divides)
		insn.off = one_in(2);
	if (operation == BPF_END) {
		insn.imm = 16 << below(3);
		insn.code |= alu32 && one_in(2) ? BPF_TO_BE : BPF_TO_LE;
	}
	printf("alu %d %d %d %d", BPF_OP(insn.code), alu32, insn.off,
	       operation != BPF_END ? 0 : !alu32 || BPF_SRC(insn.code) ? insn.imm : -insn.imm);
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

	printf("jmp %d %d", operation, jmp32);
	print_scalar(&left);
	print_scalar(&right);
	env.false_reg1 = env.true_reg1 = left;
	env.false_reg2 = env.true_reg2 = right;
	int prediction = is_scalar_branch_taken(&env, &left, &right, operation, jmp32);
	if (prediction < 0) {
		regs_bounds_sanity_check_branches(&env);
		print_scalar(&env.true_reg1);
		print_scalar(&env.true_reg2);
		print_scalar(&env.false_reg1);
		print_scalar(&env.false_reg2);
	}
	printf(" | %d", prediction);
	print_log();
}

/* All that is seen of the ranges from outside. */
static void shown(struct bpf_reg_state r)
{
	printf("view");
	print_scalar(&r);
	printf(" | %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %x %x %x", reg_smin(&r),
	       reg_smax(&r), reg_umin(&r), reg_umax(&r), reg_s32_min(&r), reg_s32_max(&r),
	       reg_u32_min(&r), reg_u32_max(&r));
}

#include "measure-cases.h"
