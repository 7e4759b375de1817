// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Its probe wants no device at all. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	return 0;
}

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)event,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *ctx)
{
	ctx->retval = -EINVAL;
	return 0;
}
