// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* As many rounds as Linux 6.12 lets one bpf_loop do, with the first event of the device. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define ROUNDS (1 << 23)

static bool done;

static long add(__u64 index, void *ctx)
{
	*(volatile __u64 *)ctx += index;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(count_rounds, struct hid_bpf_ctx *hctx)
{
	__u64 sum = 0;

	if (done)
		return 0;
	done = true;
	bpf_loop(ROUNDS, add, &sum, 0);
	bpf_printk("2^23 rounds: %llu", sum);
	return 0;
}

HID_BPF_OPS(longest_loop) = {
	.hid_device_event = (void *)count_rounds,
};
