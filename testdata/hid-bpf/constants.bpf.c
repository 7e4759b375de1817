// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Branches on what the loader and the kernel put into instructions. Where the verifier knows which
 * way a branch goes, the other way holds a store that no verifier accepts: nobody may go there.
 */
#include "hid_bpf_program.h"
#include <bpf/bpf_core_read.h>

#ifndef bpf_ksym_exists /* since libbpf 1.2 */
#define bpf_ksym_exists(symbol) (!!(symbol))
#endif
#define TRAP() (*(volatile __u64 *)(data + 0x100000) = 0x4141414141414141)
#define KEEP(pointer) asm volatile("" : "+r"(pointer))

extern void bpf_rcu_read_lock(void) __ksym __weak;
extern int hid_bpf_of_the_future(struct hid_bpf_ctx *ctx) __ksym __weak;
extern const int number_of_the_future __ksym __weak;
extern const void bpf_task_acquire __ksym;
extern const void bpf_task_release __ksym __weak;
extern const void symbol_of_the_future __ksym __weak;

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_HID_BPF __kconfig;
extern bool CONFIG_OF_THE_FUTURE __kconfig __weak;

struct hid_device___future {
	int field_of_the_future;
} __attribute__((preserve_access_index));

enum hid_report_type___future { HID_REPORT_OF_THE_FUTURE___future = 99 };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} table SEC(".maps");

const volatile __u32 constant = 42;
const volatile __s8 negative = -3;
__u32 variable = 7;

/* what the last run saw; each is 1 where it is right */
__u8 kfunc, kfunc_gone, variable_gone, untyped, untyped_weak, untyped_gone, kconfig, rodata, map,
	value, callback, core;

static int turn(__u64 number, void *context)
{
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(branches, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 3);
	void *pointer;
	long address;

	if (!data)
		return 0;

	if (bpf_ksym_exists(bpf_rcu_read_lock))
		kfunc = 1;
	else
		TRAP();
	if (!bpf_ksym_exists(hid_bpf_of_the_future)) {
		kfunc_gone = 1;
	} else {
		hid_bpf_of_the_future(hctx);
		TRAP();
	}
	if (!bpf_ksym_exists(&number_of_the_future))
		variable_gone = 1;
	else
		TRAP();
	address = (long)&bpf_task_acquire;
	KEEP(address);
	if (address)
		untyped = 1;
	if (&bpf_task_release)
		untyped_weak = 1;
	else
		TRAP();
	if (!&symbol_of_the_future)
		untyped_gone = 1;
	else
		TRAP();

	if (LINUX_KERNEL_VERSION >= 0x060c00 && CONFIG_HID_BPF && !CONFIG_OF_THE_FUTURE)
		kconfig = 1;
	else
		TRAP();
	if (constant == 42 && negative == -3)
		rodata = 1;
	else
		TRAP();

	pointer = &table;
	KEEP(pointer);
	if (pointer)
		map = 1;
	else
		TRAP();
	pointer = &variable;
	KEEP(pointer);
	if (pointer)
		value = 1;
	else
		TRAP();
	pointer = turn;
	KEEP(pointer);
	if (pointer)
		callback = 1;
	bpf_loop(1, turn, NULL, 0);

	if (bpf_core_field_exists(hctx->hid) && bpf_core_type_exists(struct hid_device) &&
	    !bpf_core_field_exists(((struct hid_device___future *)0)->field_of_the_future) &&
	    bpf_core_enum_value_exists(enum hid_report_type, HID_FEATURE_REPORT) &&
	    !bpf_core_enum_value_exists(enum hid_report_type___future,
					HID_REPORT_OF_THE_FUTURE___future) &&
	    bpf_core_enum_value(enum hid_report_type, HID_FEATURE_REPORT) == 2 &&
	    bpf_core_type_id_kernel(struct hid_bpf_ctx) > 0 &&
	    bpf_core_type_size(struct hid_bpf_ctx) >= 8)
		core = 1;
	else
		TRAP();
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)branches,
};
