// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sedge Mouse (1209:0b05)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0b05)
);

/*
 * Its report descriptor:
 *
 *   0  05 01           Usage Page (Generic Desktop)
 *   2  09 02           Usage (Mouse)
 *   4  a1 01           Collection (Application)
 *   6  09 01             Usage (Pointer)
 *   8  a1 00             Collection (Physical)
 *  10  05 09               Usage Page (Button)
 *  12  19 01               Usage Minimum (Button 1)
 *  14  29 03               Usage Maximum (Button 3)
 *  16  15 00               Logical Minimum (0)
 *  18  25 01               Logical Maximum (1)
 *  20  75 01               Report Size (1)
 *  22  95 03               Report Count (3)
 *  24  81 02               Input (Data,Var,Abs)
 *  26  75 05               Report Size (5)
 *  28  95 01               Report Count (1)
 *  30  81 03               Input (Cnst,Var,Abs)
 *  32  05 01               Usage Page (Generic Desktop)
 *  34  09 30               Usage (X)
 *  36  09 31               Usage (Y)
 *  38  09 38               Usage (Wheel)
 *  40  15 81               Logical Minimum (-127)
 *  42  25 7f               Logical Maximum (127)
 *  44  75 08               Report Size (8)
 *  46  95 03               Report Count (3)
 *  48  81 06               Input (Data,Var,Rel)
 *  50  c0                End Collection
 *
 * The kernel refuses it: report descriptor: offset 51: unbalanced collection at end of report description: the one at offset 4 is not closed.
 */
#define RDESC_SIZE 51

/*
 * ---- descriptor: another report descriptor than the device's. What is there is checked first: a
 * later model may have what this one lacks. Return the new size where it grows or shrinks, 0 where it
 * stays. hid_report_helpers.h has macros for whole descriptors.
 */
#define PATCH_AT 25 /* data of Input (Data,Var,Abs) */
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

HID_BPF_OPS(refused_fix) = {
	.hid_rdesc_fixup = (void *)fix_descriptor,
};

/* Kernels show nothing of a descriptor that they refuse: fix_descriptor checks it. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = !args->rdesc_size || args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
