// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Fixture Mouse (1209:0001)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001)
);

/*
 * Its report descriptor:
 *
 *   0  05 01           Usage Page (Generic Desktop)
 *   2  09 02           Usage (Mouse)
 *   4  a1 01           Collection (Application)
 *   6  85 03             Report ID (3)
 *   8  09 01             Usage (Pointer)
 *  10  a1 00             Collection (Physical)
 *  12  05 09               Usage Page (Button)
 *  14  19 01               Usage Minimum (Button 1)
 *  16  29 07               Usage Maximum (Button 7)
 *  18  15 00               Logical Minimum (0)
 *  20  25 01               Logical Maximum (1)
 *  22  75 01               Report Size (1)
 *  24  95 07               Report Count (7)
 *  26  81 02               Input (Data,Var,Abs)
 *  28  75 01               Report Size (1)
 *  30  95 01               Report Count (1)
 *  32  81 03               Input (Cnst,Var,Abs)
 *  34  05 01               Usage Page (Generic Desktop)
 *  36  09 30               Usage (X)
 *  38  09 31               Usage (Y)
 *  40  16 01 f8            Logical Minimum (-2047)
 *  43  26 ff 07            Logical Maximum (2047)
 *  46  75 0c               Report Size (12)
 *  48  95 02               Report Count (2)
 *  50  81 06               Input (Data,Var,Rel)
 *  52  a1 02               Collection (Logical)
 *  54  09 48                 Usage (Resolution Multiplier)
 *  56  15 00                 Logical Minimum (0)
 *  58  25 01                 Logical Maximum (1)
 *  60  35 01                 Physical Minimum (1)
 *  62  45 04                 Physical Maximum (4)
 *  64  75 02                 Report Size (2)
 *  66  95 01                 Report Count (1)
 *  68  b1 02                 Feature (Data,Var,Abs)
 *  70  75 06                 Report Size (6)
 *  72  b1 03                 Feature (Cnst,Var,Abs)
 *  74  35 00                 Physical Minimum (0)
 *  76  45 00                 Physical Maximum (0)
 *  78  09 38                 Usage (Wheel)
 *  80  15 81                 Logical Minimum (-127)
 *  82  25 7f                 Logical Maximum (127)
 *  84  75 08                 Report Size (8)
 *  86  95 01                 Report Count (1)
 *  88  81 06                 Input (Data,Var,Rel)
 *  90  c0                  End Collection
 *  91  05 0c               Usage Page (Consumer)
 *  93  0a 38 02            Usage (AC Pan)
 *  96  81 06               Input (Data,Var,Rel)
 *  98  c0                End Collection
 *  99  c0              End Collection
 */
#define RDESC_SIZE 100

/* input report 3, 7 bytes: Mouse */
#define INPUT_3_ID 3
#define INPUT_3_SIZE 7
#define INPUT_3_BUTTON_1_BYTE 1 /* Button 1 */
#define INPUT_3_BUTTON_1_MASK 0x01
#define INPUT_3_BUTTON_2_BYTE 1 /* Button 2 */
#define INPUT_3_BUTTON_2_MASK 0x02
#define INPUT_3_BUTTON_3_BYTE 1 /* Button 3 */
#define INPUT_3_BUTTON_3_MASK 0x04
#define INPUT_3_BUTTON_4_BYTE 1 /* Button 4 */
#define INPUT_3_BUTTON_4_MASK 0x08
#define INPUT_3_BUTTON_5_BYTE 1 /* Button 5 */
#define INPUT_3_BUTTON_5_MASK 0x10
#define INPUT_3_BUTTON_6_BYTE 1 /* Button 6 */
#define INPUT_3_BUTTON_6_MASK 0x20
#define INPUT_3_BUTTON_7_BYTE 1 /* Button 7 */
#define INPUT_3_BUTTON_7_MASK 0x40
#define INPUT_3_X_BYTE 2 /* X, -2047 to 2047, relative */
#define INPUT_3_X_SHIFT 0
#define INPUT_3_X_MASK 0xfff
#define INPUT_3_Y_BYTE 3 /* Y, -2047 to 2047, relative */
#define INPUT_3_Y_SHIFT 4
#define INPUT_3_Y_MASK 0xfff0
#define INPUT_3_WHEEL_BYTE 5 /* Wheel, -127 to 127, relative */
#define INPUT_3_WHEEL_BITS 8
#define INPUT_3_AC_PAN_BYTE 6 /* AC Pan, -127 to 127, relative */
#define INPUT_3_AC_PAN_BITS 8

/* feature report 3, 2 bytes: Mouse */
#define FEATURE_3_ID 3
#define FEATURE_3_SIZE 2
#define FEATURE_3_RESOLUTION_MULTIPLIER_BYTE 1 /* Resolution Multiplier, 0 to 1 */
#define FEATURE_3_RESOLUTION_MULTIPLIER_SHIFT 0
#define FEATURE_3_RESOLUTION_MULTIPLIER_MASK 0x03

/*
 * ---- descriptor: another report descriptor than the device's. What is there is checked first: a
 * later model may have what this one lacks. Return the new size where it grows or shrinks, 0 where it
 * stays. hid_report_helpers.h has macros for whole descriptors.
 */
#define PATCH_AT 27 /* data of Input (Data,Var,Abs) */
#define PATCH_FROM 0x02
#define PATCH_TO 0x02 /* to do: it changes nothing yet */

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fix_descriptor, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data || hctx->size != RDESC_SIZE || data[PATCH_AT] != PATCH_FROM)
		return 0;
	data[PATCH_AT] = PATCH_TO;
	return 0;
}

/*
 * ---- event: other bytes in input reports. Return 0 for the report as it is in data then,
 * HID_IGNORE_EVENT to drop it.
 */
static int change_event(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_3_SIZE);

	if (!data || hctx->size < INPUT_3_SIZE || data[0] != INPUT_3_ID)
		return 0;
	/* to do: look at data[INPUT_3_BUTTON_1_BYTE], write data[...]; it changes nothing yet */
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	return change_event(hctx, source);
}

HID_BPF_OPS(skeleton_fix) = {
	.hid_device_event = (void *)event,
	.hid_rdesc_fixup = (void *)fix_descriptor,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
