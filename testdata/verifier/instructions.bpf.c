// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Instructions that came after 6.12, as bytes: clang 19 does not know them. Tags as in releases.bpf.c.
 */
typedef unsigned int __u32;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define LATER(text) SAYS("6.18", text) SAYS("7.3", text)
#define UNKNOWN SAYS("6.12", "BPF_ATOMIC uses invalid atomic opcode 100")
#define UNKNOWN_STORE SAYS("6.12", "BPF_ATOMIC uses invalid atomic opcode 110")

/* STX | ATOMIC of a size, dst, src, offset, imm. */
#define ATOMIC(code, dst, src, off, imm) \
	".byte " #code ", (" #src " << 4 | " #dst ");.2byte " #off ";.4byte " #imm ";"
#define LOAD8(dst, src, off) ATOMIC(0xd3, dst, src, off, 0x100)
#define LOAD16(dst, src, off) ATOMIC(0xcb, dst, src, off, 0x100)
#define LOAD32(dst, src, off) ATOMIC(0xc3, dst, src, off, 0x100)
#define LOAD64(dst, src, off) ATOMIC(0xdb, dst, src, off, 0x100)
#define STORE8(dst, src, off) ATOMIC(0xd3, dst, src, off, 0x110)
#define STORE16(dst, src, off) ATOMIC(0xcb, dst, src, off, 0x110)
#define STORE32(dst, src, off) ATOMIC(0xc3, dst, src, off, 0x110)
#define STORE64(dst, src, off) ATOMIC(0xdb, dst, src, off, 0x110)
#define NAKED __attribute__((naked))

__u64 shared[4];

/* Of all sizes, in a global variable */

SEC("syscall") SAYS("6.12", "unknown opcode d3") int sizes(void *ctx)
{
	asm volatile("r2 = %[shared] ll; r3 = 7;"
		     STORE8(2, 3, 1) STORE16(2, 3, 2) STORE32(2, 3, 4) STORE64(2, 3, 8)
		     LOAD8(4, 2, 1) LOAD16(4, 2, 2) LOAD32(4, 2, 4) LOAD64(4, 2, 8)
		     : : [shared] "i"(shared) : "r2", "r3", "r4", "memory");
	return 0;
}

/* The range of what was loaded is that of its size */

SEC("syscall") SAYS("6.12", "unknown opcode d3") int byte_as_index(void *ctx)
{
	asm volatile("r2 = %[shared] ll;" LOAD8(3, 2, 0) "r3 >>= 3; r2 += r3; r0 = *(u8 *)(r2 + 0);"
		     : : [shared] "i"(shared) : "r0", "r2", "r3", "memory");
	return 0;
}

SEC("syscall") SAYS("6.12", "unknown opcode cb") LATER("R2 max value is outside of the allowed memory range") int halfword_as_index(void *ctx)
{
	asm volatile("r2 = %[shared] ll;" LOAD16(3, 2, 0) "r3 >>= 3; r2 += r3; r0 = *(u8 *)(r2 + 0);"
		     : : [shared] "i"(shared) : "r0", "r2", "r3", "memory");
	return 0;
}

/* Spills: what was released to the stack is acquired again, precise where it has to be */

SEC("syscall") UNKNOWN_STORE int spilled_constant(void *ctx)
{
	asm volatile("r2 = %[shared] ll; r3 = 24;" STORE64(10, 3, -8) LOAD64(4, 10, -8) "r2 += r4; r0 = *(u8 *)(r2 + 7);"
		     : : [shared] "i"(shared) : "r0", "r2", "r3", "r4", "memory");
	return 0;
}

SEC("syscall") UNKNOWN_STORE int spilled_pointer(void *ctx)
{
	asm volatile("r2 = %[shared] ll;" STORE64(10, 2, -8) LOAD64(4, 10, -8) "r0 = *(u8 *)(r4 + 7);"
		     : : [shared] "i"(shared) : "r0", "r2", "r4", "memory");
	return 0;
}

SEC("syscall") UNKNOWN int load_of_nothing(void *ctx)
{
	asm volatile(LOAD64(4, 10, -8) : : : "r4", "memory");
	return 0;
}

/* On two paths with different constants: only backtracking through both keeps them apart */
SEC("syscall") UNKNOWN_STORE LATER("outside of the allowed memory range") int precise_through_memory(__u32 *ctx)
{
	asm volatile("r1 = *(u32 *)(r1 + 0); r2 = %[shared] ll; r3 = 8; if r1 == 0 goto +1; r3 = 64;"
		     STORE64(10, 3, -8) LOAD64(4, 10, -8) "r2 += r4; r0 = *(u8 *)(r2 + 0);"
		     : : [shared] "i"(shared) : "r0", "r1", "r2", "r3", "r4", "memory");
	return 0;
}

/* Alignment is asked for, whatever the flags */

SEC("syscall") UNKNOWN LATER("misaligned value access off") int misaligned_load(void *ctx)
{
	asm volatile("r2 = %[shared] ll;" LOAD32(4, 2, 2) : : [shared] "i"(shared) : "r2", "r4", "memory");
	return 0;
}

SEC("syscall") UNKNOWN_STORE LATER("misaligned stack access") int misaligned_store(void *ctx)
{
	asm volatile("r2 = 0;" STORE64(10, 2, -12) : : : "r2", "memory");
	return 0;
}

/* Pointers that atomic access may not use */

SEC("syscall") UNKNOWN LATER("BPF_ATOMIC loads from R1 ctx is not allowed") NAKED int load_from_context(void *ctx)
{
	asm volatile(LOAD32(0, 1, 0) "exit;");
}

SEC("syscall") UNKNOWN_STORE LATER("BPF_ATOMIC stores into R1 ctx is not allowed") NAKED int store_to_context(void *ctx)
{
	asm volatile("r0 = 0;" STORE32(1, 0, 0) "exit;");
}

/* Until 7.1 the register is looked at when it holds the number */
SEC("syscall") UNKNOWN SAYS("7.3", "BPF_ATOMIC loads from R1 ctx is not allowed") NAKED int load_from_context_into_itself(void *ctx)
{
	asm volatile(LOAD32(1, 1, 0) "r0 = 0; exit;");
}

/* The access is checked before the pointer's kind */
SEC("tc") UNKNOWN_STORE LATER("invalid bpf_context access off=0 size=8") NAKED int store_over_context(void *ctx)
{
	asm volatile("r0 = 0;" STORE64(1, 0, 0) "exit;");
}

SEC("tc") SAYS("6.12", "unknown opcode d3") LATER("BPF_ATOMIC loads from R2 pkt is not allowed") NAKED int load_from_packet(void *skb)
{
	asm volatile("r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r0 = r2; r0 += 8; if r0 > r3 goto +1;"
		     LOAD8(4, 2, 0) "r0 = 0; exit;");
}

SEC("tc") SAYS("6.12", "unknown opcode d3") LATER("BPF_ATOMIC stores into R2 pkt is not allowed") NAKED int store_to_packet(void *skb)
{
	asm volatile("r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r0 = r2; r0 += 8; if r0 > r3 goto +1;"
		     STORE8(2, 3, 0) "r0 = 0; exit;");
}

SEC("tc") UNKNOWN LATER("BPF_ATOMIC loads from R1 sock_common is not allowed") NAKED int load_from_socket(void *skb)
{
	asm volatile("r1 = *(u64 *)(r1 + 168); if r1 == 0 goto +1;" LOAD32(4, 1, 4) "r0 = 0; exit;");
}

SEC("tc") UNKNOWN LATER("R1 invalid mem access 'scalar'") NAKED int load_from_number(void *skb)
{
	asm volatile("r1 = 8;" LOAD32(4, 1, 0) "r0 = 0; exit;");
}

SEC("tc") UNKNOWN SAYS("6.18", "R2 !read_ok") SAYS("7.3", "R2 !read_ok") NAKED int load_through_nothing(void *skb)
{
	asm volatile(LOAD32(4, 2, 0) "r0 = 0; exit;");
}

SEC("tc") UNKNOWN SAYS("6.18", "frame pointer is read only") SAYS("7.3", "BPF_ATOMIC loads from R1 ctx is not allowed") NAKED int load_into_frame_pointer(void *skb)
{
	asm volatile(LOAD32(10, 1, 0) "r0 = 0; exit;");
}

/* Structs of the kernel: nothing would catch the fault of a stale one */

SEC("tc") UNKNOWN NAKED int load_from_trusted(void *ctx)
{
	asm volatile("call 158;" LOAD32(2, 0, 0) "r0 = 0; exit;");
}

SEC("fentry/hidraw_open") SAYS("6.12", "unknown opcode cb") SAYS("7.3", "BPF_ATOMIC loads from R1 ptr_ is not allowed") NAKED int load_from_plain(void *ctx)
{
	asm volatile("r1 = *(u64 *)(r1 + 0);" LOAD16(2, 1, 0) "r0 = 0; exit;");
}

/* Not instructions */

SEC("tc") SAYS("6.12", "unknown opcode d3") LATER("invalid atomic operand size") NAKED int add_to_byte(void *skb)
{
	asm volatile("r1 = 0; *(u64 *)(r10 - 8) = r1;" ATOMIC(0xd3, 10, 1, -8, 0) "r0 = 0; exit;");
}

SEC("tc") SAYS("6.12", "BPF_ATOMIC uses invalid atomic opcode 120") LATER("BPF_ATOMIC uses invalid atomic opcode 120") NAKED int neither(void *skb)
{
	asm volatile("r1 = 0; *(u64 *)(r10 - 8) = r1;" ATOMIC(0xdb, 10, 1, -8, 0x120) "r0 = 0; exit;");
}

/* What is known and not supported */

SEC("tc") SAYS("6.12", "unknown opcode 0d") SAYS("6.18", "unknown opcode 0d") SAYS("7.3", "gotox r1") NAKED int indirect_jump(void *skb)
{
	asm volatile("r1 = 0; .byte 0x0d, 1; .2byte 0; .4byte 0; r0 = 0; exit;");
}

SEC("tc") SAYS("6.12", "unknown opcode 0d") SAYS("6.18", "unknown opcode 0d") SAYS("7.3", "BPF_JA|BPF_X uses reserved fields") NAKED int indirect_jump_with_offset(void *skb)
{
	asm volatile("r1 = 0; .byte 0x0d, 1; .2byte 1; .4byte 0; r0 = 0; exit;");
}

SEC("tc") SAYS("6.12", "R11 is invalid") SAYS("6.18", "R11 is invalid") SAYS("7.3", "r11") NAKED int stack_argument(void *skb)
{
	asm volatile("r1 = 0; .byte 0x7b, 0x1b; .2byte -8; .4byte 0; r0 = 0; exit;");
}

SEC("tc") SAYS("6.12", "R11 is invalid") SAYS("6.18", "R11 is invalid") SAYS("7.3", "R11 is invalid") NAKED int stack_argument_below(void *skb)
{
	asm volatile("r1 = 0; .byte 0x7b, 0x1b; .2byte 8; .4byte 0; r0 = 0; exit;");
}

char LICENSE[] SEC("license") = "GPL";
