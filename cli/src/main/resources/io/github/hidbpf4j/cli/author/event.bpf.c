// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- event: other bytes in input reports. Return 0 for the report as it is in data then,
 * HID_IGNORE_EVENT to drop it.
 */
static int change_event(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@)
		return 0;
	/* to do: look at data[@FIELD@], write data[...]; it changes nothing yet */
	return 0;
}
