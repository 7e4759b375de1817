// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The bits of @REPORT_TEXT@ that say how things are, without those that say how far they moved. */
static __maybe_unused void @STATE@(__u8 *state, const __u8 *data)
{
	static const __u8 bits[@REPORT@_SIZE] = { @STATE_BITS@ };

	for (int i = 0; i < @REPORT@_SIZE; i++)
		state[i] = data[i] & bits[i];
}
