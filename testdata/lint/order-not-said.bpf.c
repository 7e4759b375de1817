// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two programs work on one byte, in whatever order.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(first, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (data)
		data[1] ^= 0x01;
	return 0;
}

HID_BPF_OPS(one) = {
	.hid_device_event = (void *)first,
};

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(second, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (data && data[1] & 0x01)
		data[1] |= 0x10;
	return 0;
}

HID_BPF_OPS(two) = {
	.hid_device_event = (void *)second,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == 87 ? 0 : -EINVAL;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
