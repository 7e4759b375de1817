// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What scripts/verifier-hunt found of kernels after 6.12: what each kernel says of a program, as tags with the release before (none: accepted).
 * RulesByReleaseTest reads them from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define NONNULL __attribute__((btf_decl_tag("arg:nonnull")))
#define NOINLINE __attribute__((noinline))

struct order {
	struct bpf_wq wq;
	__u64 count;
};

struct plain {
	__u64 count;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct order); __uint(max_entries, 4); } orders SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct order); __uint(max_entries, 4); } others SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct plain); __uint(max_entries, 4); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __type(key, __u32); __type(value, __u32); __uint(max_entries, 4); } tails SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, __u64); __type(value, __u64); __uint(max_entries, 4); __uint(map_flags, 1); } trie SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __type(key, __u32); __type(value, __u32); __uint(max_entries, 4); } devices SEC(".maps");

/* Sizes of what calls give */

struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");

SEC("tc") SAYS("7.3", "R2 allocation size exceeds u32 max")
int reserves_below_zero(void *ctx)
{
	void *there = bpf_ringbuf_reserve(&ring, -8, 0);

	if (there)
		bpf_ringbuf_discard(there, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "R2 is not a known constant'") SAYS("6.18", "R2 is not a known constant'")
SAYS("7.3", "R2 is not a const")
int reserves_some(void *ctx)
{
	void *there = bpf_ringbuf_reserve(&ring, 8 + (bpf_get_prandom_u32() & 8), 0);

	if (there)
		bpf_ringbuf_discard(there, 0);
	return 0;
}

/* Where compilers see undefined behaviour */

extern void __bpf_trap(void) __weak __ksym;

SEC("tc") SAYS("6.18", "unexpected __bpf_trap() due to uninitialized variable?")
SAYS("7.3", "unexpected __bpf_trap() due to uninitialized variable?")
int falls_into_a_trap(void *ctx)
{
	if (__bpf_trap)
		__bpf_trap();
	return 0;
}

/* Work queues */

SEC("tc") SAYS("6.18", "doesn't have constant offset. bpf_wq has to be at the constant offset")
SAYS("7.3", "doesn't have constant offset. bpf_wq has to be at the constant offset")
int work_at_an_offset(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init((void *)o + (bpf_get_prandom_u32() & 8), &orders, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
SAYS("6.18", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
SAYS("7.3", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
int work_of_another_map(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init(&o->wq, &others, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "map 'counts' in R2 has no special field") SAYS("6.18", "map 'counts' in R2 has no special field")
SAYS("7.3", "workqueue pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0")
int work_of_a_map_without(void *ctx)
{
	__u32 key = 1;
	struct order *o = bpf_map_lookup_elem(&orders, &key);

	if (o)
		bpf_wq_init(&o->wq, &counts, 0);
	return 0;
}

SEC("tc") SAYS("6.12", "map 'counts' in R1 has no special field") SAYS("6.18", "map 'counts' has no valid bpf_wq")
SAYS("7.3", "map 'counts' has no valid bpf_wq")
int work_in_a_map_without(void *ctx)
{
	__u32 key = 1;
	struct plain *p = bpf_map_lookup_elem(&counts, &key);

	if (p)
		bpf_wq_init((void *)p, &counts, 0);
	return 0;
}

/* What sleeps */

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int tail_call_that_may_sleep(void *ctx)
{
	bpf_tail_call(ctx, &tails, 1);
	return 0;
}

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int trie_while_sleeping(void *ctx)
{
	__u64 key = 8;
	__u64 *found = bpf_map_lookup_elem(&trie, &key);

	return found && *found == 1;
}

SEC("syscall") SAYS("6.12", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("6.18", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
SAYS("7.3", "Sleepable programs can only use array, hash, ringbuf and local storage maps")
int devices_while_sleeping(void *ctx)
{
	return bpf_redirect_map(&devices, 1, 0);
}

/* Context */

SEC("syscall") SAYS("6.12", "invalid bpf_context access off=2 size=4") SAYS("6.18", "invalid bpf_context access off=2 size=4")
int read_between(void *ctx)
{
	__u32 value;

	asm volatile("%0 = *(u32 *)(%1 + 2)" : "=r"(value) : "r"(ctx));
	return value;
}

SEC("syscall") SAYS("6.12", "invalid bpf_context access off=7 size=8") SAYS("6.18", "invalid bpf_context access off=7 size=8")
int write_between(void *ctx)
{
	asm volatile("*(u64 *)(%0 + 7) = %1" : : "r"(ctx), "r"(1L));
	return 0;
}

SEC("tp/x/y") SAYS("6.12", "invalid bpf_context access off=10 size=4") SAYS("6.18", "invalid bpf_context access off=10 size=4")
SAYS("7.3", "invalid bpf_context access off=10 size=4")
int tracepoint_between(void *ctx)
{
	__u32 value;

	asm volatile("%0 = *(u32 *)(%1 + 10)" : "=r"(value) : "r"(ctx));
	return value;
}

/* Arguments */

NOINLINE int first_of(int *numbers NONNULL)
{
	return *numbers;
}

SEC("tc") SAYS("7.3", "Caller passes invalid args into func#1 ('first_of')")
int nothing_given(void *ctx)
{
	int *nothing;

	asm volatile("%0 = 0" : "=r"(nothing));
	return first_of(nothing);
}

SEC("struct_ops/hid_device_event") SAYS("6.12", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("6.18", "arg#0 pointer type STRUCT hid_bpf_ctx must point to scalar, or struct with scalar")
SAYS("7.3", "R1 is scalar expected STRUCT hid_bpf_ctx")
int number_for_a_context(__u64 *ctx)
{
	return !hid_bpf_get_data((struct hid_bpf_ctx *)8, 0, 8);
}

/* Results */

__u8 variable[8];

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_data(__u64 *ctx)
{
	return (__u64)hid_bpf_get_data((struct hid_bpf_ctx *)ctx[0], 0, 8);
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_value(__u64 *ctx)
{
	__u32 key = 1;

	return (__u64)bpf_map_lookup_elem(&counts, &key);
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_variable(__u64 *ctx)
{
	return (__u64)variable;
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "oops here while loading") SAYS("7.3", "oops here while loading")
__u64 returns_map(__u64 *ctx)
{
	return (__u64)&counts;
}

SEC("struct_ops/hid_device_event") __u64 returns_stack(__u64 *ctx)
{
	__u64 there;

	asm volatile("%0 = r10" : "=r"(there));
	return there;
}

SEC("struct_ops/hid_device_event") __u64 returns_context(__u64 *ctx)
{
	return (__u64)ctx;
}

SEC("struct_ops/hid_device_event") __u64 returns_hid_context(__u64 *ctx)
{
	return ctx[0];
}

SEC(".struct_ops.link") struct hid_bpf_ops number_ops = { .hid_device_event = (void *)number_for_a_context };
SEC(".struct_ops.link") struct hid_bpf_ops data_ops = { .hid_device_event = (void *)returns_data };
SEC(".struct_ops.link") struct hid_bpf_ops value_ops = { .hid_device_event = (void *)returns_value };
SEC(".struct_ops.link") struct hid_bpf_ops variable_ops = { .hid_device_event = (void *)returns_variable };
SEC(".struct_ops.link") struct hid_bpf_ops map_ops = { .hid_device_event = (void *)returns_map };
SEC(".struct_ops.link") struct hid_bpf_ops stack_ops = { .hid_device_event = (void *)returns_stack };
SEC(".struct_ops.link") struct hid_bpf_ops context_ops = { .hid_device_event = (void *)returns_context };
SEC(".struct_ops.link") struct hid_bpf_ops hid_context_ops = { .hid_device_event = (void *)returns_hid_context };

/* Memory that is read whether it is there or not */

extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __weak __ksym;

SEC("syscall") SAYS("6.12", "kfunc bpf_rdonly_cast type ID argument must be of a struct")
int cast_to_memory(void *ctx)
{
	char *there = bpf_rdonly_cast((void *)bpf_get_current_task(), 0);

	return there[4000];
}

SEC("syscall") SAYS("6.12", "kfunc bpf_rdonly_cast type ID argument must be of a struct")
SAYS("6.18", "Unknown type ID -5 passed to kfunc bpf_rdonly_cast") SAYS("7.3", "Unknown type ID -5 passed to kfunc bpf_rdonly_cast")
int cast_to_nothing_known(void *ctx)
{
	__u64 id = -5LL;
	void *there;

	asm volatile("r1 = %[ctx]; r2 = -5; call bpf_rdonly_cast; %[there] = r0" : [there]"=r"(there) : [ctx]"r"(ctx), [id]"r"(id) : "r0", "r1", "r2", "r3", "r4", "r5");
	return !there;
}

SEC("syscall") SAYS("6.12", "R1 invalid mem access 'scalar'")
int memory_of_a_field(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return *(char *)task->stack;
}

SEC("syscall") SAYS("6.12", "R1 invalid mem access 'scalar'")
SAYS("6.18", "R1 cannot write into rdonly_untrusted_mem") SAYS("7.3", "R1 cannot write into rdonly_untrusted_mem")
int writes_memory_of_a_field(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	*(volatile char *)task->stack = 1;
	return 0;
}

/* Interrupts off */

extern void bpf_local_irq_save(unsigned long *flags) __ksym __weak;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym __weak;

SEC("syscall") SAYS("6.18", "cannot restore irq state out of order, expected id=2 acquired at insn_idx=") SAYS("7.3", "cannot restore irq state out of order, expected id=2 acquired at insn_idx=")
int interrupts_out_of_order(void *ctx)
{
	unsigned long one, two;

	if (bpf_local_irq_save) {
		bpf_local_irq_save(&one);
		bpf_local_irq_save(&two);
		bpf_local_irq_restore(&one);
		bpf_local_irq_restore(&two);
	}
	return 0;
}

SEC("syscall") int interrupts_in_order(void *ctx)
{
	unsigned long one, two;

	if (bpf_local_irq_save) {
		bpf_local_irq_save(&one);
		bpf_local_irq_save(&two);
		bpf_local_irq_restore(&two);
		bpf_local_irq_restore(&one);
	}
	return 0;
}

SEC("syscall") SAYS("6.18", "BPF_EXIT instruction in main prog cannot be used inside bpf_local_irq_save-ed region")
SAYS("7.3", "BPF_EXIT instruction in main prog cannot be used inside bpf_local_irq_save-ed region")
int interrupts_left_off(void *ctx)
{
	unsigned long flags;

	if (bpf_local_irq_save)
		bpf_local_irq_save(&flags);
	return 0;
}

SEC("syscall") SAYS("6.18", "expected an initialized irq flag as arg#0") SAYS("7.3", "expected an initialized irq flag as R1")
int interrupts_never_off(void *ctx)
{
	unsigned long flags = 0;

	if (bpf_local_irq_restore)
		bpf_local_irq_restore(&flags);
	return 0;
}

SEC("syscall") SAYS("6.18", "expected uninitialized irq flag as arg#0") SAYS("7.3", "expected uninitialized irq flag as R1")
int interrupts_saved_twice(void *ctx)
{
	unsigned long flags;

	if (bpf_local_irq_save) {
		bpf_local_irq_save(&flags);
		bpf_local_irq_save(&flags);
	}
	return 0;
}

SEC("syscall") SAYS("6.18", "arg#0 doesn't point to an irq flag on stack") SAYS("7.3", "R1 doesn't point to an irq flag on stack")
int interrupts_in_a_variable(void *ctx)
{
	if (bpf_local_irq_save)
		bpf_local_irq_save((unsigned long *)variable);
	return 0;
}

SEC("syscall") SAYS("6.18", "sleepable helper bpf_copy_from_user#148 in IRQ-disabled region")
SAYS("7.3", "sleepable helper bpf_copy_from_user#148 in IRQ-disabled region")
int sleeps_with_interrupts_off(void *ctx)
{
	unsigned long flags;
	char c;

	if (bpf_local_irq_save) {
		bpf_local_irq_save(&flags);
		bpf_copy_from_user(&c, 1, (void *)8);
		bpf_local_irq_restore(&flags);
	}
	return 0;
}

SEC("syscall") SAYS("6.18", "expected an initialized irq flag as arg#0") SAYS("7.3", "expected an initialized irq flag as R1")
int saved_flags_overwritten(void *ctx)
{
	volatile unsigned long flags;

	if (bpf_local_irq_save) {
		bpf_local_irq_save((unsigned long *)&flags);
		flags = 0;
		bpf_local_irq_restore((unsigned long *)&flags);
	}
	return 0;
}

/* What calls write */

const char constants[16] = "constant";

SEC("tc") SAYS("6.18", "write into map forbidden, value_size=") SAYS("7.3", "write into map forbidden, value_size=")
int writes_constants(void *ctx)
{
	static const char format[] = "%d";
	__u64 one = 1;

	bpf_snprintf((char *)constants, 8, format, &one, 8);
	return 0;
}

SEC("raw_tp/x") SAYS("6.18", "write into map forbidden, value_size=") SAYS("7.3", "write into map forbidden, value_size=")
int stack_into_constants(void *ctx)
{
	return bpf_get_stack(ctx, (char *)constants, 8, 0);
}

SEC("kprobe/f") SAYS("6.12", "invalid bpf_context access off=112 size=8")
int writes_registers(struct pt_regs *ctx)
{
	*(volatile unsigned long *)&ctx->di = 1;
	return 0;
}

SEC("struct_ops.s/hid_hw_request") SAYS("6.12", "kernel function hid_bpf_hw_request args#1 pointer type INT unsigned char is not supported")
SAYS("6.18", "kernel function hid_bpf_hw_request args#1 pointer type INT unsigned char is not supported") SAYS("7.3", "R2 and R3 memory, len pair leads to invalid memory access")
int report_into_a_context(__u64 *ctx)
{
	struct hid_bpf_ctx *hctx = (struct hid_bpf_ctx *)ctx[0];

	return hid_bpf_hw_request(hctx, (__u8 *)hctx, 8, HID_INPUT_REPORT, HID_REQ_GET_REPORT);
}

SEC(".struct_ops.link") struct hid_bpf_ops into_context_ops = { .hid_hw_request = (void *)report_into_a_context };

/* What calls give */

SEC("syscall") SAYS("6.12", "R0 invalid mem access 'ptr_or_null_'") SAYS("6.18", "R0 invalid mem access 'ptr_or_null_'")
SAYS("7.3", "R0 invalid mem access 'trusted_ptr_or_null_'")
int task_not_tested(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	int pid = task->pid;

	bpf_task_release(task);
	return pid;
}

SEC("syscall") SAYS("6.12", "arg#0 pointer type STRUCT task_struct must point to scalar, or struct with scalar")
SAYS("6.18", "arg#0 pointer type STRUCT task_struct must point to scalar, or struct with scalar")
SAYS("7.3", "release kfunc bpf_task_release expects referenced PTR_TO_BTF_ID passed to R1")
int context_released_as_a_task(void *ctx)
{
	bpf_task_release(ctx);
	return 0;
}

SEC("syscall") SAYS("6.12", "dereference of modified ctx ptr R1 off=8 disallowed") SAYS("6.18", "dereference of modified ctx ptr R1 off=8 disallowed")
SAYS("7.3", "R1 expected pointer to an iterator on stack")
int iterator_in_the_context(void *ctx)
{
	return bpf_iter_num_new(ctx + 8, 0, 3);
}

SEC("syscall") SAYS("6.12", "R1 is not a scalar") SAYS("6.18", "R1 is not a scalar")
SAYS("7.3", "variable ? access var_off=(0x0; 0xffffffffffffffff) disallowed")
int number_never_set(void *ctx)
{
	int found;

	asm volatile("call 7; call bpf_task_from_pid; r1 = r0; call bpf_task_release; %0 = 0" : "=r"(found) : : "r0", "r1", "r2", "r3", "r4", "r5");
	return found;
}

SEC("tc") SAYS("6.12", "kernel subsystem misconfigured verifier") SAYS("6.18", "expected prog array map for tail call")
SAYS("7.3", "expected prog array map for tail call")
int tail_call_by_a_map_of_numbers(void *ctx)
{
	bpf_tail_call(ctx, &counts, 0);
	return 0;
}

SEC("syscall") SAYS("6.12", "kfunc bpf_rdonly_cast type ID argument must be of a struct")
int cast_to_memory_tested(void *ctx)
{
	char *there = bpf_rdonly_cast(0, 0);

	if (there)
		return 0;
	asm volatile("r0 = 7; exit");
	return 1;
}

SEC("struct_ops/hid_device_event") SAYS("6.12", "R0 cannot write into rdonly_mem") SAYS("6.18", "R0 cannot write into rdonly_mem")
SAYS("7.3", "R0 min value is outside of the allowed memory range")
int writes_nothing_of_a_report(__u64 *ctx)
{
	__u8 *data = hid_bpf_get_data((struct hid_bpf_ctx *)ctx[0], 0, 0);

	if (data)
		data[0] = 1;
	return 0;
}

SEC(".struct_ops.link") struct hid_bpf_ops nothing_ops = { .hid_device_event = (void *)writes_nothing_of_a_report };

SEC("cgroup/connect4") SAYS("7.3", "At bpf_set_retval the register R1 has smin=1 smax=1 should have been in [-4095, 0]")
int result_that_is_no_error(struct bpf_sock_addr *ctx)
{
	bpf_set_retval(1);
	return 1;
}

SEC("raw_tp.w/x") SAYS("6.12", "calling kernel function bpf_cgroup_from_id is not allowed")
SAYS("6.18", "calling kernel function bpf_cgroup_from_id is not allowed")
SAYS("7.3", "calling kernel function bpf_cgroup_from_id is not allowed")
int cgroup_of_a_writable_tracepoint(void *ctx)
{
	struct cgroup *group = bpf_cgroup_from_id(1);

	if (group)
		bpf_cgroup_release(group);
	return 0;
}

SEC("struct_ops/hid_device_event") SAYS("6.12", "same insn cannot be used with different pointers")
int loads_through_either(__u64 *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u8 *data = hid_bpf_get_data((struct hid_bpf_ctx *)ctx[0], 0, 8);
	__u32 value;

	if (!data)
		return 0;
	asm volatile("r1 = %[task]; if %[other] > 7 goto +1; r1 = %[data]; %[value] = *(u32 *)(r1 + 0)"
		     : [value]"=r"(value) : [task]"r"(task), [data]"r"(data), [other]"r"(ctx[2]) : "r1");
	return value & 1;
}

SEC(".struct_ops.link") struct hid_bpf_ops either_ops = { .hid_device_event = (void *)loads_through_either };



extern void bpf_throw(__u64 cookie) __weak __ksym;

SEC("tc") SAYS("6.18", "verifier bug: scc exit: no visit info for call chain (") SAYS("7.3", "verifier bug: scc exit: no visit info for call chain (")
int throws_in_a_loop(void *ctx)
{
	int result;

	if (!bpf_throw)
		return 0;

	asm volatile("r1 = 0; 1: call bpf_throw; if r0 != 0 goto 1b; %0 = 0" : "=r"(result) : : "r0", "r1", "r2", "r3", "r4", "r5");
	return result;
}

/* may_goto as hand-written code has it */

SEC("syscall") SAYS("6.12", "invalid may_goto off 0 imm 0") int may_goto_the_next(void *ctx)
{
	int result;

	asm volatile(".8byte 0x00000000000000e5; %0 = 0" : "=r"(result));
	return result;
}

SEC("syscall") SAYS("6.12", "invalid may_goto off 1 imm 1") SAYS("6.18", "invalid may_goto imm 1") SAYS("7.3", "invalid may_goto imm 1")
int may_goto_with_a_number(void *ctx)
{
	int result;

	asm volatile(".8byte 0x00000001000100e5; %0 = 0; %0 = 0" : "=r"(result));
	return result;
}

/* What RCU protects */

SEC("syscall") SAYS("6.12", "R1 must be a rcu pointer") SAYS("6.18", "R1 must be a rcu pointer")
SAYS("7.3", "R1 must be a rcu pointer")
int protected_by_preemption(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct css_set *groups;
	struct cgroup *group;

	bpf_preempt_disable();
	groups = task->cgroups;
	group = groups->dfl_cgrp;
	bpf_preempt_enable();
	group = bpf_cgroup_acquire(group);
	if (group)
		bpf_cgroup_release(group);
	return 0;
}

char _license[] SEC("license") = "GPL";
