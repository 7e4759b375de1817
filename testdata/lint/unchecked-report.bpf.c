// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Changes a byte of whatever report has a bit set.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (!data)
		return 0;
	if (data[2] & 0x10)
		data[1] = 0;
	return 0;
}

HID_BPF_OPS(fix) = {
	.hid_device_event = (void *)event,
};

char _license[] SEC("license") = "Dual BSD/GPL";
