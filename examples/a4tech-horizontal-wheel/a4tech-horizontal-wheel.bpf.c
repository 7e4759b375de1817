// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A4Tech mice with two wheels (09da:0006) have no field for the second wheel: they report it as the
 * first one while "button 7" is held. The descriptor gets a field of its own for it, the wheel's
 * movement goes there, and nobody sees a button 7 any more.
 *
 * Reports: from the device     buttons, X, Y, wheel              (4 bytes)
 *          to the system       buttons, X, Y, wheel, AC Pan      (5 bytes)
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x09da, 0x0006)
);

/* Bytes of a report; PAN is ours. */
enum { BUTTONS, X, Y, WHEEL, PAN };

#define DEVICE_REPORT_SIZE (WHEEL + 1)
#define FIXED_REPORT_SIZE (PAN + 1)

/* "Button 7": what moves is the second wheel. */
#define SECOND_WHEEL 0x40

/* The one descriptor that this program mends. */
static const __u8 device_rdesc[] = {
	0x05, 0x01,		/* Usage Page (Generic Desktop) */
	0x09, 0x02,		/* Usage (Mouse) */
	0xa1, 0x01,		/* Collection (Application) */
	0x09, 0x01,		/*   Usage (Pointer) */
	0xa1, 0x00,		/*   Collection (Physical) */
	0x05, 0x09,		/*     Usage Page (Button) */
	0x19, 0x01,		/*     Usage Minimum (1) */
	0x29, 0x07,		/*     Usage Maximum (7) */
	0x15, 0x00,		/*     Logical Minimum (0) */
	0x25, 0x01,		/*     Logical Maximum (1) */
	0x75, 0x01,		/*     Report Size (1) */
	0x95, 0x07,		/*     Report Count (7) */
	0x81, 0x02,		/*     Input (Data,Var,Abs) */
	0x75, 0x01,		/*     Report Size (1) */
	0x95, 0x01,		/*     Report Count (1) */
	0x81, 0x01,		/*     Input (Const) */
	0x05, 0x01,		/*     Usage Page (Generic Desktop) */
	0x09, 0x30,		/*     Usage (X) */
	0x09, 0x31,		/*     Usage (Y) */
	0x09, 0x38,		/*     Usage (Wheel) */
	0x15, 0x81,		/*     Logical Minimum (-127) */
	0x25, 0x7f,		/*     Logical Maximum (127) */
	0x75, 0x08,		/*     Report Size (8) */
	0x95, 0x03,		/*     Report Count (3) */
	0x81, 0x06,		/*     Input (Data,Var,Rel) */
	0xc0,			/*   End Collection */
	0xc0,			/* End Collection */
};

/* What follows the wheel: range and field size are still those of X, Y and wheel. */
static const __u8 pan_field[] = {
	0x05, 0x0c,		/*     Usage Page (Consumer) */
	0x0a, 0x38, 0x02,	/*     Usage (AC Pan) */
	0x95, 0x01,		/*     Report Count (1) */
	0x81, 0x06,		/*     Input (Data,Var,Rel) */
	0xc0,			/*   End Collection */
	0xc0,			/* End Collection */
};

#define RDESC_SIZE sizeof(device_rdesc)
/* Where the two End Collection items stand. */
#define RDESC_OPEN (RDESC_SIZE - 2)
#define FIXED_RDESC_SIZE (RDESC_OPEN + sizeof(pan_field))

/* Unrolled: the probe's context may be read at constant offsets only. */
static __always_inline bool is_device_rdesc(const __u8 *rdesc, __u32 size)
{
	if (size != RDESC_SIZE)
		return false;
#pragma clang loop unroll(full)
	for (unsigned int i = 0; i < RDESC_SIZE; i++) {
		if (rdesc[i] != device_rdesc[i])
			return false;
	}
	return true;
}

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(add_pan_field, struct hid_bpf_ctx *hctx)
{
	__u8 *rdesc = hid_bpf_get_data(hctx, 0, FIXED_RDESC_SIZE);

	if (!rdesc || !is_device_rdesc(rdesc, hctx->size))
		return 0;

	__builtin_memcpy(rdesc + RDESC_OPEN, pan_field, sizeof(pan_field));
	return FIXED_RDESC_SIZE;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(split_wheels, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, FIXED_REPORT_SIZE);

	/* a report that already has five bytes was injected by someone who knows the new layout */
	if (!report || hctx->size != DEVICE_REPORT_SIZE)
		return 0;

	if (report[BUTTONS] & SECOND_WHEEL) {
		report[BUTTONS] &= ~SECOND_WHEEL;
		report[PAN] = report[WHEEL];
		report[WHEEL] = 0;
	} else {
		report[PAN] = 0;
	}
	return FIXED_REPORT_SIZE;
}

#ifndef HID_BPF_TRACING
HID_BPF_OPS(a4tech_horizontal_wheel) = {
	.hid_device_event = (void *)split_wheels,
	.hid_rdesc_fixup = (void *)add_pan_field,
};
#endif

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = is_device_rdesc(args->rdesc, args->rdesc_size) ? 0 : -EINVAL;
	return 0;
}
