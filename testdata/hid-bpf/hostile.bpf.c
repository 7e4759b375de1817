// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that no verifier should let pass, or no event path survive. One struct_ops map each. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

unsigned int step;

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(spin, struct hid_bpf_ctx *hctx)
{
	while (*(volatile unsigned int *)&step < 1u << 31)
		step &= 0xff;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(beyond, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	return data ? *(volatile __u8 *)(data + 4096) : 0;
}

SEC(".struct_ops.link") struct hid_bpf_ops spins = {
	.hid_device_event = (void *)spin,
};

SEC(".struct_ops.link") struct hid_bpf_ops reads_beyond = {
	.hid_device_event = (void *)beyond,
};
