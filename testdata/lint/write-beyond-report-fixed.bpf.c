// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Writes a byte beyond the size that it returns. Mended.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 16);

	if (!data)
		return 0;
	data[8] = data[1];
	return 9;
}

HID_BPF_OPS(fix) = {
	.hid_device_event = (void *)event,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == 87 ? 0 : -EINVAL;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
