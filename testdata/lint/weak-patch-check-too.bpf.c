// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Changes a byte of every descriptor that is long enough, as probe says.
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

HID_BPF_CONFIG(HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001));

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data)
		return 0;
	data[39] = 0x31; /* Usage (Y) */
	return 0;
}

HID_BPF_OPS(fix) = {
	.hid_rdesc_fixup = (void *)fixup,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size >= 40 ? 0 : -EINVAL;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
