// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: asks the device a question from its event hook, which runs in interrupt context. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(refresh_battery, struct hid_bpf_ctx *hctx)
{
	__u8 request[4] = { 0x07 };

	hid_bpf_hw_request(hctx, request, sizeof(request), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	return 0;
}

HID_BPF_OPS(battery) = {
	.hid_device_event = (void *)refresh_battery,
};
