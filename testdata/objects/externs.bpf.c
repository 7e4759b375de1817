// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Externs: kernel configuration, kfuncs, typed and untyped kernel variables, present and missing. */
#include "types.h"
struct task { int pid; } __attribute__((preserve_access_index));
struct hid_bpf_ctx { __u32 index; };
extern int LINUX_KERNEL_VERSION __kconfig;
extern unsigned int CONFIG_HZ __kconfig;
extern bool CONFIG_HID_BPF __kconfig;
extern enum libbpf_tristate CONFIG_UHID __kconfig;
extern char CONFIG_HID __kconfig;
extern char CONFIG_DEFAULT_HOSTNAME[6] __kconfig;
extern __u64 CONFIG_NO_SUCH __kconfig __weak;
extern __u8 CONFIG_NR_CPUS __kconfig;
extern int CONFIG_STRONG_MISSING __kconfig;
extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const __u64 size) __ksym;
extern __u8 *hid_bpf_get_data___v2(struct hid_bpf_ctx *ctx, unsigned int offset, const __u64 size) __ksym;
extern int no_such_kfunc(int x) __ksym;
extern int weak_kfunc(int x) __ksym __weak;
extern int takes_struct(int t) __ksym;
extern int takes_two(int a) __ksym __weak;
extern struct task kernel_task __ksym;
extern long weak_variable __ksym __weak;
extern int missing_variable __ksym;
extern const void untyped __ksym;
extern const void weak_untyped __ksym __weak;
extern struct task *kernel_number __ksym;

SEC("syscall") int config(void *ctx)
{
	return LINUX_KERNEL_VERSION + CONFIG_HZ + CONFIG_HID_BPF + CONFIG_UHID + CONFIG_HID + CONFIG_DEFAULT_HOSTNAME[1] + CONFIG_NO_SUCH;
}
SEC("syscall") int config_too_small(void *ctx) { return CONFIG_NR_CPUS; }
SEC("syscall") int config_missing(void *ctx) { return CONFIG_STRONG_MISSING; }
SEC("syscall") int kfuncs(void *ctx)
{
	__u8 *a = hid_bpf_get_data(ctx, 0, 4), *b = hid_bpf_get_data___v2(ctx, 0, 4);

	return a == b;
}
SEC("syscall") int kfunc_missing(void *ctx) { return no_such_kfunc(1); }
SEC("syscall") int kfunc_incompatible(void *ctx) { return takes_struct(1); }
SEC("syscall") int kfunc_weak(void *ctx)
{
	if (weak_kfunc)
		return weak_kfunc(1);
	return takes_two(2);
}
SEC("syscall") int variables(void *ctx) { return kernel_task.pid + (&weak_variable != 0); }
SEC("syscall") int variable_missing(void *ctx) { return missing_variable; }
SEC("syscall") int variable_incompatible(void *ctx) { return kernel_number != 0; }
SEC("syscall") int address(void *ctx) { return (long)&untyped; }
SEC("syscall") int address_weak(void *ctx) { return &weak_untyped != 0; }
SEC("syscall") int helper(void *ctx) { return bpf_get_prandom_u32(); }
char _license[] SEC("license") = "Dual BSD/GPL";
