// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
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
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@@MARKED@)
		return 0;
	for (int i = 0; i < @KEYS@_COUNT; i++)
		data[@KEYS@_BYTE + i] = other_key(data[@KEYS@_BYTE + i]);
	return 0;
}
