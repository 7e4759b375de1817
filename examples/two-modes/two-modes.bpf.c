// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Linden Tablet (1209:0c07): it has two modes, and says something else in each. As it is plugged in, its
 * buttons are shortcuts of a keyboard, and the pen has half the resolution. Once its vendor's tool has
 * switched it, pen and buttons come in a report that the descriptor does not explain.
 *
 * The descriptor gets a pen and a pad; whatever mode the tablet is in, the host sees these two reports.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_report_helpers.h"
#include "hid_usages.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c07)
);

#define RDESC_SIZE 128

/* As it is plugged in. Shortcuts: id, modifiers, five keys. Pen: id, switches, X, Y, pressure. */
#define SHORTCUT_ID 3
#define SHORTCUT_SIZE 7
#define MODIFIERS 1
#define KEYS 2
#define PLAIN_PEN_ID 10
#define PLAIN_PEN_SIZE 8

/*
 * Once it was switched. Pen: id, switches, X, Y, pressure, tilt of X, of Y; where the switches are
 * PAD_MARK it is not the pen, and byte 4 has the buttons.
 */
#define PEN_ID 8
#define PEN_SIZE 10
#define SWITCHES 1
#define PAD_MARK 0xe0
#define PEN_X 2
#define PEN_Y 4
#define TILT_X 8
#define TILT_Y 9
#define PAD_BUTTONS 4

/* Ours: id, buttons. */
#define PAD_ID 9
#define PAD_SIZE 2

static const __u8 fixed_rdesc[] = {
	UsagePage_Digitizers
	Usage_Dig_Pen
	CollectionApplication(
		ReportId(PEN_ID)
		Usage_Dig_Stylus
		CollectionPhysical(
			Usage_Dig_TipSwitch
			Usage_Dig_BarrelSwitch
			Usage_Dig_SecondaryBarrelSwitch
			LogicalMinimum_i8(0)
			LogicalMaximum_i8(1)
			ReportSize(1)
			ReportCount(3)
			Input(Var | Abs)
			ReportCount(4)
			Input(Const)
			Usage_Dig_InRange
			ReportCount(1)
			Input(Var | Abs)
			UsagePage_GenericDesktop
			Usage_GD_X
			Usage_GD_Y
			LogicalMaximum_i32(65535)
			ReportSize(16)
			ReportCount(2)
			Input(Var | Abs)
			UsagePage_Digitizers
			Usage_Dig_TipPressure
			LogicalMaximum_i16(8191)
			ReportCount(1)
			Input(Var | Abs)
			Usage_Dig_XTilt
			Usage_Dig_YTilt
			LogicalMinimum_i8(-60)
			LogicalMaximum_i8(60)
			ReportSize(8)
			ReportCount(2)
			Input(Var | Abs)
		)
	)
	UsagePage_GenericDesktop
	Usage_GD_Keypad
	CollectionApplication(
		ReportId(PAD_ID)
		UsagePage_Button
		UsageMinimum_i8(1)
		UsageMaximum_i8(4)
		LogicalMinimum_i8(0)
		LogicalMaximum_i8(1)
		ReportSize(1)
		ReportCount(4)
		Input(Var | Abs)
		Input(Const)
	)
};

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(explain, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data || hctx->size != RDESC_SIZE)
		return 0;
	__builtin_memcpy(data, fixed_rdesc, sizeof(fixed_rdesc));
	return sizeof(fixed_rdesc);
}

/* The shortcuts of buttons 1 to 4. */
static const struct {
	__u8 modifiers;
	__u8 key;
} shortcuts[] = {
	{ 0x01, HidUsage_KK_KeyboardZ },
	{ 0x01, HidUsage_KK_KeyboardS },
	{ 0x00, HidUsage_KK_KeyboardSpacebar },
	{ 0x01, HidUsage_KK_KeyboardY },
};

static __u8 buttons_of(const __u8 *data)
{
	__u8 buttons = 0;

	for (int i = KEYS; i < SHORTCUT_SIZE; i++)
		for (int b = 0; b < ARRAY_SIZE(shortcuts); b++)
			if (data[i] == shortcuts[b].key && data[MODIFIERS] == shortcuts[b].modifiers)
				buttons |= BIT(b);
	return buttons;
}

static int to_pad(__u8 *data, __u8 buttons)
{
	data[0] = PAD_ID;
	data[1] = buttons;
	return PAD_SIZE;
}

/* A number of 15 bits becomes one of 16. */
static void widen(__u8 *data, __u32 at)
{
	__u16 wide = (data[at] | data[at + 1] << 8) << 1;

	data[at] = wide;
	data[at + 1] = wide >> 8;
}

/* All but the tilt, which it does not know, is where the other pen has it. */
static int to_pen(__u8 *data)
{
	data[0] = PEN_ID;
	widen(data, PEN_X);
	widen(data, PEN_Y);
	data[TILT_X] = 0;
	data[TILT_Y] = 0;
	return PEN_SIZE;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(to_one_mode, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, PEN_SIZE);

	if (!data)
		return 0;
	if (data[0] == SHORTCUT_ID && hctx->size == SHORTCUT_SIZE)
		return to_pad(data, buttons_of(data));
	if (data[0] == PLAIN_PEN_ID && hctx->size == PLAIN_PEN_SIZE)
		return to_pen(data);
	if (data[0] == PEN_ID && hctx->size == PEN_SIZE && data[SWITCHES] == PAD_MARK)
		return to_pad(data, data[PAD_BUTTONS]);
	return 0;
}

HID_BPF_OPS(two_modes) = {
	.hid_rdesc_fixup = (void *)explain,
	.hid_device_event = (void *)to_one_mode,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
