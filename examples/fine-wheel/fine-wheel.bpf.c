// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rowan Mouse (1209:0c05): its wheel sends eight steps for a notch, and its descriptor does not say so:
 * a host scrolls eight times too far.
 *
 * What tells a host is a Resolution Multiplier, a feature in one collection with the wheel. The mouse
 * has no such feature, so this program plays it: it answers the host's requests for it, and the mouse
 * never sees them.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_report_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c05)
);

#define MOUSE_ID 1
#define MULTIPLIER_ID 2
#define MULTIPLIER_SIZE 2
#define STEPS_OF_A_NOTCH 8

/* Where the wheel begins in the device's descriptor, and what stands from there to its end. */
#define WHEEL_AT 52
static const __u8 plain_wheel[] = {
	Usage_GD_Wheel
	LogicalMinimum_i8(-127)
	LogicalMaximum_i8(127)
	ReportSize(8)
	ReportCount(1)
	Input(Var | Rel)
	0xc0, 0xc0,		/* both collections of the mouse end */
};

static const __u8 fine_wheel[] = {
	CollectionLogical(
		ReportId(MULTIPLIER_ID)
		Usage_GD_ResolutionMultiplier
		LogicalMinimum_i8(0)
		LogicalMaximum_i8(1)
		PhysicalMinimum_i8(1)
		PhysicalMaximum_i8(STEPS_OF_A_NOTCH)
		ReportSize(8)
		ReportCount(1)
		Feature(Var | Abs)
		PhysicalMinimum_i8(0)
		PhysicalMaximum_i8(0)
		ReportId(MOUSE_ID)
		Usage_GD_Wheel
		LogicalMinimum_i8(-127)
		LogicalMaximum_i8(127)
		Input(Var | Rel)
	)
	0xc0, 0xc0,
};

#define RDESC_SIZE (WHEEL_AT + sizeof(plain_wheel))
#define FIXED_RDESC_SIZE (WHEEL_AT + sizeof(fine_wheel))

/* What the host has set: it does so each time the mouse is connected. */
static __u8 multiplier;

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(say_so, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, FIXED_RDESC_SIZE);

	if (!data || hctx->size != RDESC_SIZE)
		return 0;
	if (__builtin_memcmp(data + WHEEL_AT, plain_wheel, sizeof(plain_wheel)))
		return 0;
	__builtin_memcpy(data + WHEEL_AT, fine_wheel, sizeof(fine_wheel));
	multiplier = 0;
	return FIXED_RDESC_SIZE;
}

SEC(HID_BPF_HW_REQUEST)
int BPF_PROG(play_feature, struct hid_bpf_ctx *hctx, unsigned char id, enum hid_report_type type,
	     enum hid_class_request request)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, MULTIPLIER_SIZE);

	if (!data || id != MULTIPLIER_ID || type != HID_FEATURE_REPORT)
		return 0;
	if (request == HID_REQ_SET_REPORT)
		multiplier = data[1];
	data[0] = MULTIPLIER_ID;
	data[1] = multiplier;
	return MULTIPLIER_SIZE;
}

HID_BPF_OPS(fine_wheel_fix) = {
	.hid_rdesc_fixup = (void *)say_so,
	.hid_hw_request = (void *)play_feature,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
