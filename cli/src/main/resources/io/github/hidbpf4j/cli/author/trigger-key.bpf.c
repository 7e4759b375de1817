// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define MACRO_KEY HidUsage_KK_KeyboardF12
#define MACRO_BYTE (@KEYS@_BYTE + @KEYS@_COUNT - 1) /* where steps put their key */

/* Whether the key that plays the macro is down; takes it out of the report. */
static bool take_macro_key(__u8 *data)
{
	bool down = false;

	for (int i = 0; i < @KEYS@_COUNT; i++) {
		if (data[@KEYS@_BYTE + i] == MACRO_KEY) {
			data[@KEYS@_BYTE + i] = 0;
			down = true;
		}
	}
	return down;
}

/* What each step adds to the report; hid_usages.h has the names of keys. */
static const struct {
	__u32 byte;
	__u8 mask;
	__u8 value;
} macro_steps[] = {
	{ MACRO_BYTE, 0xff, HidUsage_KK_KeyboardA },
	{ MACRO_BYTE, 0xff, 0 },
	{ MACRO_BYTE, 0xff, HidUsage_KK_KeyboardB },
};
