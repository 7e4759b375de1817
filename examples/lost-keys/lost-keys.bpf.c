// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Juniper Keyboard (1209:0c06): its descriptor ends at usage 101, but the keys of a Japanese keyboard
 * have usages up to 0x8b. A host ignores what is beyond the maximum.
 *
 * A maximum of 255 needs a second byte, because one byte is signed: the descriptor grows, and all from
 * that item on is rewritten.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_report_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c06)
);

/* Where the maximum stands in the device's descriptor, and what follows to its end. */
#define MAXIMUM_AT 52
static const __u8 few_keys[] = {
	LogicalMaximum_i8(101)
	UsagePage_KeyboardKeypad
	UsageMinimum_i8(0)
	UsageMaximum_i8(101)
	Input(Arr | Abs)
	0xc0,			/* the keyboard's collection ends */
};

static const __u8 all_keys[] = {
	LogicalMaximum_i16(255)
	UsagePage_KeyboardKeypad
	UsageMinimum_i8(0)
	UsageMaximum_i8(255)
	Input(Arr | Abs)
	0xc0,
};

#define RDESC_SIZE (MAXIMUM_AT + sizeof(few_keys))
#define FIXED_RDESC_SIZE (MAXIMUM_AT + sizeof(all_keys))

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(widen, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, FIXED_RDESC_SIZE);

	if (!data || hctx->size != RDESC_SIZE)
		return 0;
	if (__builtin_memcmp(data + MAXIMUM_AT, few_keys, sizeof(few_keys)))
		return 0;
	__builtin_memcpy(data + MAXIMUM_AT, all_keys, sizeof(all_keys));
	return FIXED_RDESC_SIZE;
}

HID_BPF_OPS(lost_keys) = {
	.hid_rdesc_fixup = (void *)widen,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
