// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- remap: @SWITCH_NAME@ and @OTHER_NAME@ change places.
 */
static void put_bit(__u8 *data, __u32 byte, __u8 mask, bool on)
{
	if (on)
		data[byte] |= mask;
	else
		data[byte] &= ~mask;
}

static int remap(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);
	bool one, other;

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@@MARKED@)
		return 0;
	one = data[@SWITCH@_BYTE] & @SWITCH@_MASK;
	other = data[@OTHER@_BYTE] & @OTHER@_MASK;
	put_bit(data, @SWITCH@_BYTE, @SWITCH@_MASK, other);
	put_bit(data, @OTHER@_BYTE, @OTHER@_MASK, one);
	return 0;
}
