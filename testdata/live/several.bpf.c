// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Three struct_ops maps and two maps of its own: what is attached in several steps, so that a loader
 * can be killed between them.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps"), changed SEC(".maps");

static void count(void *map)
{
	__u32 first = 0;
	__u64 *number = bpf_map_lookup_elem(map, &first);

	if (number)
		__sync_fetch_and_add(number, 1);
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_report, struct hid_bpf_ctx *hctx)
{
	count(&seen);
	return 0;
}

HID_BPF_OPS(counter) = {
	.hid_device_event = (void *)count_report,
};

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(turn_wheel, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (!data)
		return 0;
	data[3] = -data[3];
	count(&changed);
	return 0;
}

HID_BPF_OPS(wheel) = {
	.hid_device_event = (void *)turn_wheel,
};

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(keep_descriptor, struct hid_bpf_ctx *hctx)
{
	return 0;
}

HID_BPF_OPS(descriptor) = {
	.hid_rdesc_fixup = (void *)keep_descriptor,
};
