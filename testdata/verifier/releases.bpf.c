// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rules of the verifier that came after 6.12: what each kernel says of a program, as tags with the release before (none: accepted).
 * RulesByReleaseTest reads them from the object; the real kernels say the same.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define BEFORE_7(text) SAYS("6.12", text) SAYS("6.18", text)
#define ALL(text) BEFORE_7(text) SAYS("7.3", text)
#define NONNULL __attribute__((btf_decl_tag("arg:nonnull")))
#define NOINLINE __attribute__((noinline))

struct slot {
	struct bpf_timer timer;
	__u64 count;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct slot); __uint(max_entries, 4); } slots SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4); } numbers SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4); } words SEC(".maps");

__u64 copied;

/* Sleeping */

static int wait_in_timer(void *map, __u32 *key, struct slot *s)
{
	bpf_copy_from_user(&copied, sizeof(copied), (void *)8);
	return 0;
}

SEC("syscall") SAYS("6.18", "helper call might sleep in a non-sleepable prog")
SAYS("7.3", "sleepable helper bpf_copy_from_user#148 in non-sleepable prog")
int timer_callback_that_waits(void *ctx)
{
	__u32 key = 1;
	struct slot *s = bpf_map_lookup_elem(&slots, &key);

	if (s) {
		bpf_timer_init(&s->timer, &slots, 0);
		bpf_timer_set_callback(&s->timer, wait_in_timer);
	}
	return 0;
}

static int count_in_timer(void *map, __u32 *key, struct slot *s)
{
	s->count++;
	return 0;
}

SEC("kprobe") BEFORE_7("tracing progs cannot use bpf_timer yet")
int timer_in_a_probe(void *ctx)
{
	__u32 key = bpf_get_prandom_u32();
	struct slot *s = bpf_map_lookup_elem(&slots, &key);

	if (s) {
		bpf_timer_init(&s->timer, &slots, 0);
		bpf_timer_set_callback(&s->timer, count_in_timer);
	}
	return 0;
}

NOINLINE int waits(int a)
{
	return bpf_copy_from_user(&copied, sizeof(copied), (void *)8) + a;
}

SEC("syscall") int global_function_that_waits(void *ctx)
{
	return waits(3);
}

SEC("tc") SAYS("6.12", "program of this type cannot use helper bpf_copy_from_user#148")
SAYS("6.18", "a non-sleepable BPF program context")
SAYS("7.3", "sleepable global function waits() called in non-sleepable prog")
int global_function_that_waits_in_tc(void *ctx)
{
	return waits(3);
}

SEC("syscall") SAYS("6.18", "a non-sleepable BPF program context")
SAYS("7.3", "sleepable global function waits() called in rcu_read_lock region")
int global_function_that_waits_in_rcu(void *ctx)
{
	int ret;

	bpf_rcu_read_lock();
	ret = waits(3);
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall") ALL("sleepable helper bpf_copy_from_user#148 in non-preemptible region")
int wait_without_preemption(void *ctx)
{
	bpf_preempt_disable();
	bpf_copy_from_user(&copied, sizeof(copied), (void *)8);
	bpf_preempt_enable();
	return 0;
}

SEC("tc") BEFORE_7("nested rcu read lock (kernel function bpf_rcu_read_lock)")
int nested_rcu(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc") SAYS("6.12", "1 bpf_preempt_enable is missing")
SAYS("6.18", "BPF_EXIT instruction in main prog cannot be used inside bpf_preempt_disable-ed region")
SAYS("7.3", "BPF_EXIT instruction in main prog cannot be used inside bpf_preempt_disable-ed region")
int exit_without_preemption(void *ctx)
{
	bpf_preempt_disable();
	return 0;
}

SEC("tc") SAYS("6.12", "bpf_rcu_read_unlock is missing")
SAYS("6.18", "BPF_EXIT instruction in main prog cannot be used inside bpf_rcu_read_lock-ed region")
SAYS("7.3", "BPF_EXIT instruction in main prog cannot be used inside bpf_rcu_read_lock-ed region")
int exit_in_rcu(void *ctx)
{
	bpf_rcu_read_lock();
	return 0;
}

/* Functions of the program */

#define STATIC(n, before) static NOINLINE int s##n##_(int a) { return s##before##_(a + n) + 1; }
static NOINLINE int s0_(int a) { return a * 3 + bpf_get_prandom_u32(); }
STATIC(1, 0) STATIC(2, 1) STATIC(3, 2) STATIC(4, 3) STATIC(5, 4) STATIC(6, 5) STATIC(7, 6) STATIC(8, 7)
STATIC(9, 8) STATIC(10, 9) STATIC(11, 10) STATIC(12, 11) STATIC(13, 12) STATIC(14, 13) STATIC(15, 14)

SEC("tc") int eight_frames(void *ctx) { return s6_(bpf_get_prandom_u32()); }
SEC("tc") BEFORE_7("the call stack of 9 frames is too deep") int nine_frames(void *ctx) { return s7_(bpf_get_prandom_u32()); }
SEC("tc") BEFORE_7("the call stack of 9 frames is too deep") int sixteen_frames(void *ctx) { return s14_(bpf_get_prandom_u32()); }
SEC("tc") BEFORE_7("the call stack of 9 frames is too deep") SAYS("7.3", "the call stack of 17 frames is too deep")
int seventeen_frames(void *ctx) { return s15_(bpf_get_prandom_u32()); }

#define GLOBAL(n, before) NOINLINE int g##n(int a) { return g##before(a + n) + 1; }
NOINLINE int g0(int a) { return a * 3 + bpf_get_prandom_u32(); }
GLOBAL(1, 0) GLOBAL(2, 1) GLOBAL(3, 2) GLOBAL(4, 3) GLOBAL(5, 4) GLOBAL(6, 5) GLOBAL(7, 6) GLOBAL(8, 7)

SEC("tc") BEFORE_7("the call stack of 8 frames is too deep !") int ten_global_functions(void *ctx) { return g8(bpf_get_prandom_u32()); }

NOINLINE void gives_nothing(int a)
{
	copied = a;
}

SEC("tc") BEFORE_7("Caller passes invalid args into func#1 ('gives_nothing')")
int global_function_without_result(void *ctx)
{
	gives_nothing(3);
	return 0;
}

SEC("tc") SAYS("6.12", "use static function instead")
int global_function_without_preemption(void *ctx)
{
	int ret;

	bpf_preempt_disable();
	ret = g0(3);
	bpf_preempt_enable();
	return ret;
}

/* Maps */

SEC("tc") SAYS("6.12", "R0 invalid mem access 'map_value_or_null'")
int known_key(void *ctx)
{
	__u32 key __attribute__((aligned(8))) = 2;

	return *(__u64 *)bpf_map_lookup_elem(&numbers, &key);
}

SEC("tc") ALL("R0 invalid mem access 'map_value_or_null'")
int known_key_beyond(void *ctx)
{
	__u32 key __attribute__((aligned(8))) = 4;

	return *(__u64 *)bpf_map_lookup_elem(&numbers, &key);
}

/* Numbers: an index computed, then used in a value of 8 bytes */

#define INDEX(code)                                                                                                                  \
	__u64 number = bpf_get_prandom_u32();                                                                                        \
	__u32 key = number;                                                                                                          \
	char *value = bpf_map_lookup_elem(&words, &key);                                                                             \
	if (value)                                                                                                                   \
		asm volatile(code "%[v] += %[n]; %[n] = *(u8 *)(%[v] + 0);" : [n] "+r"(number), [v] "+r"(value));                    \
	return number
#define BEYOND "R0 max value is outside of the allowed memory range"
#define UNBOUNDED "math between map_value pointer and register with unbounded min value is not allowed"

SEC("tc") SAYS("6.12", UNBOUNDED) int negated(void *ctx) { INDEX("%[n] &= 7; %[n] = -%[n]; %[n] += 7;"); }
SEC("tc") SAYS("6.12", UNBOUNDED) SAYS("6.18", BEYOND) SAYS("7.3", BEYOND)
int negated_beyond(void *ctx) { INDEX("%[n] &= 7; %[n] = -%[n]; %[n] += 8;"); }
SEC("tc") BEFORE_7(UNBOUNDED) int rest(void *ctx) { INDEX("%[n] %%= 8;"); }
SEC("tc") BEFORE_7(UNBOUNDED) SAYS("7.3", BEYOND)
int rest_beyond(void *ctx) { INDEX("%[n] %%= 9;"); }
SEC("tc") BEFORE_7(UNBOUNDED) int quotient(void *ctx) { INDEX("%[n] &= 63; %[n] /= 8;"); }
SEC("tc") BEFORE_7(UNBOUNDED) SAYS("7.3", BEYOND)
int quotient_beyond(void *ctx) { INDEX("%[n] &= 63; %[n] /= 7;"); }
/* 6.18 at its newest level: 6.18.15 says as 6.12 */
SEC("tc") SAYS("6.12", UNBOUNDED) int turned_around(void *ctx) { INDEX("%[n] &= 0x700; %[n] = be16 %[n];"); }
SEC("tc") SAYS("6.12", UNBOUNDED) SAYS("6.18", BEYOND) SAYS("7.3", BEYOND)
int turned_around_beyond(void *ctx) { INDEX("%[n] &= 0xf00; %[n] = be16 %[n];"); }
SEC("tc") SAYS("6.12", UNBOUNDED) int product_of_negatives(void *ctx) { INDEX("%[n] &= 3; %[n] += -3; %[n] *= -2;"); }

SEC("tc") BEFORE_7("R0 invalid mem access 'scalar'")
int compared_with_itself(void *ctx)
{
	__u64 number = bpf_get_prandom_u32();

	asm volatile("r0 = %[n]; if r0 == r0 goto +1; r0 = *(u8 *)(r0 + 0);" : [n] "+r"(number) : : "r0");
	return number;
}

SEC("tc") BEFORE_7("R0 invalid mem access 'map_value_or_null'")
int null_in_a_register(void *ctx)
{
	__u32 key = bpf_get_prandom_u32();
	char *value = bpf_map_lookup_elem(&words, &key);

	asm volatile("r0 = %[v]; r1 = 0; if r0 == r1 goto +1; r0 = *(u8 *)(r0 + 0);" : [v] "+r"(value) : : "r0", "r1");
	return 0;
}

/* Contexts and stacks */

SEC("syscall") BEFORE_7("dereference of modified ctx ptr R1 off=4 disallowed")
int context_moved(void *ctx)
{
	asm volatile("r1 = %[c]; r1 += 4; r0 = *(u32 *)(r1 + 0);" : [c] "+r"(ctx) : : "r0", "r1");
	return 0;
}


/* Exceptions of global functions */

struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");

NOINLINE int throws_above(int limit)
{
	if (limit > 3)
		bpf_throw(limit);
	return limit;
}

NOINLINE int calls_what_throws(int limit)
{
	return throws_above(limit) + 1;
}

SEC("syscall") SAYS("7.3", "bpf_throw would lead to reference leak")
int record_over_a_throw(void *ctx)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
	int result;

	if (!record)
		return 0;
	result = calls_what_throws(bpf_get_prandom_u32());
	bpf_ringbuf_discard(record, 0);
	return result;
}

SEC("syscall") SAYS("7.3", "bpf_throw cannot be used inside bpf_rcu_read_lock-ed region")
int section_over_a_throw(void *ctx)
{
	int result;

	bpf_rcu_read_lock();
	result = throws_above(bpf_get_prandom_u32());
	bpf_rcu_read_unlock();
	return result;
}

SEC("syscall")
int throw_with_nothing_held(void *ctx)
{
	return calls_what_throws(bpf_get_prandom_u32());
}

/* Encoding and places */

SEC("syscall") SAYS("7.3", "BPF_JA uses reserved fields")
__attribute__((naked)) int jump_with_a_register_that_is_dead(void)
{
	asm volatile("r0 = 0;"
		     "if r0 == 0 goto +1;"
		     ".8byte 0x605;" /* goto +0 with r6 in it */
		     "exit;");
}

SEC("syscall")
int iterator_below_the_frame_pointer(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 4);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall") SAYS("7.3", "cannot pass in iter at an offset=0")
__attribute__((naked)) int iterator_at_the_frame_pointer(void)
{
	asm volatile("r1 = r10;"
		     "r1 += -8;"
		     "r2 = 0;"
		     "r3 = 4;"
		     "call %[iter_new];"
		     "r1 = r10;"
		     "call %[iter_destroy];"
		     "r0 = 0;"
		     "exit;" ::[iter_new] "i"(bpf_iter_num_new), [iter_destroy] "i"(bpf_iter_num_destroy));
}

/* Not known here: real kernels accept this one */

extern void bpf_local_irq_save(unsigned long *flags) __ksym __weak;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym __weak;

SEC("syscall") int interrupts_off_and_on(void *ctx)
{
	unsigned long flags;

	if (bpf_local_irq_save) {
		bpf_local_irq_save(&flags);
		bpf_local_irq_restore(&flags);
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
