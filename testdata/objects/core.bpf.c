// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* CO-RE relocations of every kind; core_kernel.bpf.c is the kernel they are resolved against. */
#include "types.h"
#define PAI __attribute__((preserve_access_index))
enum { BYTE_OFFSET, BYTE_SIZE, EXISTS, SIGNED, LSHIFT, RSHIFT };

struct inner { int a; int b; } PAI;
struct sample {
	__u32 moved;
	__u32 narrowed;
	struct inner array[4];
	struct { int in_anonymous; union { long deep; char other; }; };
	unsigned int bits : 5;
	int signed_bits : 7;
	void *pointer;
	int gone;
	signed short sign;
} PAI;
struct sample___flavour { int renamed; } PAI;
struct absent { int x; } PAI;
struct different { int x; } PAI;
struct nested_match { struct inner one; __u32 n; } PAI;
union overlay { int i; long l; } PAI;
typedef int number_t;
enum colour { RED = 1, GREEN = 2, BLUE___old = 7, MAUVE = 99 };
enum big { HUGE_VALUE = 0x1122334455667788ULL };
struct twice { int here; } PAI;

#define OUT(i, v) out[i] = (v)
__u64 out[64];
#define FIELD(k, f) __builtin_preserve_field_info(f, k)
#define S ((struct sample *)ctx)
#define TYPE(k, t) __builtin_preserve_type_info(*(t *)0, k)
#define ENUMV(k, e, v) __builtin_preserve_enum_value(*(e *)v, k)

SEC("syscall") int fields(void *ctx)
{
	OUT(0, FIELD(BYTE_OFFSET, S->moved));
	OUT(1, FIELD(BYTE_SIZE, S->narrowed));
	OUT(2, FIELD(EXISTS, S->gone));
	OUT(3, FIELD(EXISTS, S->sign));
	OUT(4, FIELD(SIGNED, S->sign));
	OUT(5, FIELD(SIGNED, S->moved));
	OUT(6, FIELD(LSHIFT, S->bits));
	OUT(7, FIELD(RSHIFT, S->bits));
	OUT(8, FIELD(BYTE_OFFSET, S->array[2].b));
	OUT(9, FIELD(BYTE_OFFSET, S->in_anonymous));
	OUT(10, FIELD(BYTE_OFFSET, S->deep));
	OUT(11, FIELD(BYTE_OFFSET, S->bits));
	OUT(12, FIELD(BYTE_SIZE, S->array));
	OUT(13, FIELD(SIGNED, S->signed_bits));
	OUT(14, FIELD(BYTE_OFFSET, ((struct sample___flavour *)ctx)->renamed));
	OUT(15, FIELD(EXISTS, ((struct absent *)ctx)->x));
	OUT(16, FIELD(BYTE_OFFSET, S[2].moved));
	return 0;
}
SEC("syscall") int types(void *ctx)
{
	OUT(0, __builtin_btf_type_id(*(struct sample *)0, 0));
	OUT(1, __builtin_btf_type_id(*(struct sample *)0, 1));
	OUT(2, TYPE(0, struct sample));
	OUT(3, TYPE(1, struct sample));
	OUT(4, TYPE(0, struct absent));
	OUT(5, TYPE(1, struct absent));
	OUT(6, TYPE(0, number_t));
	OUT(7, TYPE(2, struct nested_match));
	OUT(8, TYPE(2, struct different));
	OUT(9, TYPE(0, struct different));
	OUT(10, TYPE(0, union overlay));
	OUT(11, __builtin_btf_type_id(*(struct absent *)0, 1));
	return 0;
}
SEC("syscall") int enums(void *ctx)
{
	OUT(0, ENUMV(0, enum colour, GREEN));
	OUT(1, ENUMV(1, enum colour, GREEN));
	OUT(2, ENUMV(1, enum colour, BLUE___old));
	OUT(3, ENUMV(0, enum colour, MAUVE));
	OUT(4, ENUMV(1, enum big, HUGE_VALUE));
	return 0;
}
SEC("fentry/kernel_function") int loads(__u64 *ctx)
{
	struct sample *s = (void *)ctx[0];

	out[0] = s->moved;
	out[1] = s->narrowed;
	out[2] = s->array[1].a;
	out[3] = (__u64)s->pointer;
	return 0;
}
SEC("fentry/kernel_function") int poisoned(__u64 *ctx) { return ((struct sample *)ctx[0])->gone; }
SEC("fentry/kernel_function") int bad_size(__u64 *ctx) { return ((struct sample *)ctx[0])->sign; }
SEC("fentry/kernel_function") int poisoned_enum(__u64 *ctx) { return ENUMV(1, enum colour, MAUVE); }
SEC("syscall") int ambiguous(void *ctx) { return FIELD(BYTE_OFFSET, ((struct twice *)ctx)->here); }
char _license[] SEC("license") = "Dual BSD/GPL";
