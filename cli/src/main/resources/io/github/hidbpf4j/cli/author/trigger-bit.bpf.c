// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Whether @OTHER_NAME@, which plays the macro, is down; takes it out of the report. */
static bool take_macro_key(__u8 *data)
{
	bool down = data[@OTHER@_BYTE] & @OTHER@_MASK;

	data[@OTHER@_BYTE] &= ~@OTHER@_MASK;
	return down;
}

/* What each step adds to the report. */
static const struct {
	__u32 byte;
	__u8 mask;
	__u8 value;
} macro_steps[] = {
	{ @SWITCH@_BYTE, @SWITCH@_MASK, @SWITCH@_MASK },
	{ @SWITCH@_BYTE, @SWITCH@_MASK, 0 },
	{ @SWITCH@_BYTE, @SWITCH@_MASK, @SWITCH@_MASK },
};
