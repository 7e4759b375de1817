// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Keeps a HID context in a map. The kernel has no destructor for it, so BPF_BTF_LOAD refuses the types (-ENOENT):
 * with the struct_ops map nothing of the object is loaded; without (NO_OPS) all is loaded, but without types.
 */
#include "hid_bpf_program.h"

#define __kptr __attribute__((btf_type_tag("kptr")))

char _license[] SEC("license") = "Dual BSD/GPL";

struct kept {
	struct hid_bpf_ctx __kptr *context;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct kept);
} contexts SEC(".maps");

SEC("syscall") int keep(struct hid_bpf_probe_args *args)
{
	int key = 0;
	struct kept *kept = bpf_map_lookup_elem(&contexts, &key);
	struct hid_bpf_ctx *context;

	if (!kept)
		return 0;
	context = hid_bpf_allocate_context(args->hid);
	if (!context)
		return 0;
	context = bpf_kptr_xchg(&kept->context, context);
	if (context)
		hid_bpf_release_context(context);
	return 0;
}

SEC("syscall") int probe(struct hid_bpf_probe_args *args)
{
	args->retval = 0;
	return 0;
}

#ifndef NO_OPS
SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(event, struct hid_bpf_ctx *context, enum hid_report_type type, __u64 source)
{
	return 0;
}

HID_BPF_OPS(keeps_context) = { .hid_device_event = (void *)event };
#endif
