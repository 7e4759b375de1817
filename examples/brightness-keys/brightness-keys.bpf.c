// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Heath Keyboard (1209:0c03): the keys with a sun on them say Stop and Eject. Their bits get the usages
 * that the keys are labelled with; both usages are one byte, so the length stays.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_usages.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c03)
);

#define RDESC_SIZE 74

/* Bytes of the descriptor: data of the last two usages of report 2. */
#define DARKER 68
#define BRIGHTER 70

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(name_keys, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, RDESC_SIZE);

	if (!data || hctx->size != RDESC_SIZE)
		return 0;
	if (data[DARKER] != HidUsage_Con_Stop || data[BRIGHTER] != HidUsage_Con_Eject)
		return 0;
	data[DARKER] = HidUsage_Con_DisplayBrightnessDecrement;
	data[BRIGHTER] = HidUsage_Con_DisplayBrightnessIncrement;
	return 0;
}

HID_BPF_OPS(brightness_keys) = {
	.hid_rdesc_fixup = (void *)name_keys,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
