// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- descriptor: another report descriptor than the device's. What is there is checked first: a
 * later model may have what this one lacks. Return the new size where it grows or shrinks, 0 where it
 * stays. hid_report_helpers.h has macros for whole descriptors.
 */
#define PATCH_AT @PATCH_AT@ /* @PATCH_ITEM@ */
#define PATCH_FROM @PATCH_BYTE@
#define PATCH_TO @PATCH_BYTE@ /* to do: it changes nothing yet */

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fix_descriptor, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data || hctx->size != RDESC_SIZE || data[PATCH_AT] != PATCH_FROM)
		return 0;
	data[PATCH_AT] = PATCH_TO;
	return 0;
}
