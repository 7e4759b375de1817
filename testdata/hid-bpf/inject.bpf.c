// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Injecting from two sleepable hooks: while the probe holds the input lock, and while nobody does. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

int result = 12345;

static int inject(struct hid_bpf_ctx *hctx)
{
	__u8 report[6] = { 1, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5 };

	result = hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	return 0;
}

SEC("struct_ops.s/hid_rdesc_fixup")
int BPF_PROG(in_probe, struct hid_bpf_ctx *hctx)
{
	return inject(hctx);
}

SEC("struct_ops.s/hid_hw_request")
int BPF_PROG(in_request, struct hid_bpf_ctx *hctx)
{
	return inject(hctx);
}

HID_BPF_OPS(probe_hook) = {
	.hid_rdesc_fixup = (void *)in_probe,
};

HID_BPF_OPS(request_hook) = {
	.hid_hw_request = (void *)in_request,
};
