// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * keyboard-and-consumer (1d50:a004)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_usages.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1d50, 0xa004)
);

/*
 * Its report descriptor:
 *
 *   0  05 01           Usage Page (Generic Desktop)
 *   2  09 06           Usage (Keyboard)
 *   4  a1 01           Collection (Application)
 *   6  85 01             Report ID (1)
 *   8  05 07             Usage Page (Keyboard/Keypad)
 *  10  19 e0             Usage Minimum (Keyboard LeftControl)
 *  12  29 e7             Usage Maximum (Keyboard Right GUI)
 *  14  15 00             Logical Minimum (0)
 *  16  25 01             Logical Maximum (1)
 *  18  75 01             Report Size (1)
 *  20  95 08             Report Count (8)
 *  22  81 02             Input (Data,Var,Abs)
 *  24  19 00             Usage Minimum (Keyboard/Keypad / 0x00)
 *  26  29 65             Usage Maximum (Keyboard Application)
 *  28  25 65             Logical Maximum (101)
 *  30  75 08             Report Size (8)
 *  32  95 03             Report Count (3)
 *  34  81 00             Input (Data,Arr,Abs)
 *  36  c0              End Collection
 *  37  05 0c           Usage Page (Consumer)
 *  39  09 01           Usage (Consumer Control)
 *  41  a1 01           Collection (Application)
 *  43  85 02             Report ID (2)
 *  45  19 00             Usage Minimum (Consumer / 0x00)
 *  47  2a 3c 02          Usage Maximum (AC Format)
 *  50  15 00             Logical Minimum (0)
 *  52  26 3c 02          Logical Maximum (572)
 *  55  75 10             Report Size (16)
 *  57  95 02             Report Count (2)
 *  59  81 00             Input (Data,Arr,Abs)
 *  61  c0              End Collection
 *  62  05 01           Usage Page (Generic Desktop)
 *  64  09 80           Usage (System Control)
 *  66  a1 01           Collection (Application)
 *  68  85 03             Report ID (3)
 *  70  19 81             Usage Minimum (System Power Down)
 *  72  29 83             Usage Maximum (System Wake Up)
 *  74  15 00             Logical Minimum (0)
 *  76  25 01             Logical Maximum (1)
 *  78  75 01             Report Size (1)
 *  80  95 03             Report Count (3)
 *  82  81 02             Input (Data,Var,Abs)
 *  84  95 05             Report Count (5)
 *  86  81 01             Input (Cnst,Arr,Abs)
 *  88  c0              End Collection
 */
#define RDESC_SIZE 89

/* input report 1, 5 bytes: Keyboard */
#define INPUT_1_ID 1
#define INPUT_1_SIZE 5
#define INPUT_1_KEYBOARD_LEFTCONTROL_BYTE 1 /* Keyboard LeftControl */
#define INPUT_1_KEYBOARD_LEFTCONTROL_MASK 0x01
#define INPUT_1_KEYBOARD_LEFTSHIFT_BYTE 1 /* Keyboard LeftShift */
#define INPUT_1_KEYBOARD_LEFTSHIFT_MASK 0x02
#define INPUT_1_KEYBOARD_LEFTALT_BYTE 1 /* Keyboard LeftAlt */
#define INPUT_1_KEYBOARD_LEFTALT_MASK 0x04
#define INPUT_1_KEYBOARD_LEFT_GUI_BYTE 1 /* Keyboard Left GUI */
#define INPUT_1_KEYBOARD_LEFT_GUI_MASK 0x08
#define INPUT_1_KEYBOARD_RIGHTCONTROL_BYTE 1 /* Keyboard RightControl */
#define INPUT_1_KEYBOARD_RIGHTCONTROL_MASK 0x10
#define INPUT_1_KEYBOARD_RIGHTSHIFT_BYTE 1 /* Keyboard RightShift */
#define INPUT_1_KEYBOARD_RIGHTSHIFT_MASK 0x20
#define INPUT_1_KEYBOARD_RIGHTALT_BYTE 1 /* Keyboard RightAlt */
#define INPUT_1_KEYBOARD_RIGHTALT_MASK 0x40
#define INPUT_1_KEYBOARD_RIGHT_GUI_BYTE 1 /* Keyboard Right GUI */
#define INPUT_1_KEYBOARD_RIGHT_GUI_MASK 0x80
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE 2 /* Keyboard/Keypad array, which of them are on, 0 to 101 */
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_BITS 8
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_COUNT 3

/* input report 2, 5 bytes: Consumer Control */
#define INPUT_2_ID 2
#define INPUT_2_SIZE 5
#define INPUT_2_CONSUMER_ARRAY_BYTE 1 /* Consumer array, which of them are on, 0 to 572 */
#define INPUT_2_CONSUMER_ARRAY_BITS 16
#define INPUT_2_CONSUMER_ARRAY_COUNT 2

/* input report 3, 2 bytes: System Control */
#define INPUT_3_ID 3
#define INPUT_3_SIZE 2
#define INPUT_3_SYSTEM_POWER_DOWN_BYTE 1 /* System Power Down */
#define INPUT_3_SYSTEM_POWER_DOWN_MASK 0x01
#define INPUT_3_SYSTEM_SLEEP_BYTE 1 /* System Sleep */
#define INPUT_3_SYSTEM_SLEEP_MASK 0x02
#define INPUT_3_SYSTEM_WAKE_UP_BYTE 1 /* System Wake Up */
#define INPUT_3_SYSTEM_WAKE_UP_MASK 0x04

/*
 * ---- remap: other keys. hid_usages.h has their names.
 */
static __u8 other_key(__u8 key)
{
	switch (key) {
	case HidUsage_KK_KeyboardCapsLock:
		return HidUsage_KK_KeyboardEscape;
	}
	return key;
}

static int remap(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_1_SIZE);

	if (!data || hctx->size < INPUT_1_SIZE || data[0] != INPUT_1_ID)
		return 0;
	for (int i = 0; i < INPUT_1_KEYBOARD_KEYPAD_ARRAY_COUNT; i++)
		data[INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE + i] = other_key(data[INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE + i]);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	return remap(hctx, source);
}

HID_BPF_OPS(remap_fix) = {
	.hid_device_event = (void *)event,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
