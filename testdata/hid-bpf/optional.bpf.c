// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Optional struct_ops maps and programs: sections that begin with '?'. What only they need is not
 * even verified unless somebody asks for them.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define OPTIONAL_OPS(name) SEC("?.struct_ops.link") struct hid_bpf_ops name

/* Its map is there, so it is loaded whatever its own section says. */
SEC("?struct_ops/hid_device_event")
int BPF_PROG(mark_first, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (data)
		data[3] |= 1;
	return 0;
}

HID_BPF_OPS(always) = {
	.hid_device_event = (void *)mark_first,
};

/* Of optional maps only. */
SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(mark_second, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (data)
		data[3] |= 2;
	return 0;
}

OPTIONAL_OPS(on_request) = {
	.hid_device_event = (void *)mark_second,
};

SEC("?.struct_ops") struct hid_bpf_ops without_link = {
	.hid_device_event = (void *)mark_second,
};

/* No kernel takes this one: the buffer is not checked. */
SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(careless, struct hid_bpf_ctx *hctx)
{
	return hid_bpf_get_data(hctx, 0, 4)[0];
}

OPTIONAL_OPS(refused) = {
	.hid_device_event = (void *)careless,
};

/* A member that no kernel has. */
struct hid_bpf_ops___other {
	int hid_id;
	__u32 flags;
	int (*hid_of_tomorrow)(struct hid_bpf_ctx *ctx);
};

SEC("struct_ops/hid_of_tomorrow")
int BPF_PROG(tomorrow, struct hid_bpf_ctx *hctx)
{
	return 0;
}

SEC("?.struct_ops.link") struct hid_bpf_ops___other future = {
	.hid_of_tomorrow = (void *)tomorrow,
};

SEC("?syscall")
int tool(void *ctx)
{
	return 0;
}
