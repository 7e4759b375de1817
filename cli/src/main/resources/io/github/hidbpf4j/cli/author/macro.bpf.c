// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ---- macro: one press becomes a sequence of reports, so far apart. */
#define MACRO_MS 10

@TRIGGER@
/* What injects: bytes of the same report with the mark. */
static __u8 macro_mark[@REPORT@_SIZE] = { @MARK@ };

static struct {
	bool down;
	bool plays;
	__u32 step;
	__u64 due;
	__u8 last[@REPORT@_SIZE]; /* what the user holds, without motion */
} macro_state;

static void add_step(__u8 *data)
{
	__u32 step = macro_state.step;
	__u32 byte;

	if (step >= ARRAY_SIZE(macro_steps))
		return;
	byte = macro_steps[step].byte;
	if (byte >= @REPORT@_SIZE)
		return;
	data[byte] = (data[byte] & ~macro_steps[step].mask) | macro_steps[step].value;
}

static bool next_step(struct hid_bpf_ctx *hctx)
{
	macro_state.due = bpf_ktime_get_ns() + MACRO_MS * 1000000ull;
	return !set_alarm(hctx, ALARM_MACRO, MACRO_MS);
}

static int macro(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);
	bool down;

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@)
		return 0;
	if (is_asked(data, @FIRST@, source, ALARM_MACRO)) {
		if (!macro_state.plays || bpf_ktime_get_ns() < macro_state.due)
			return HID_IGNORE_EVENT;
		macro_state.step++;
		macro_state.plays = macro_state.step < ARRAY_SIZE(macro_steps) && next_step(hctx);
		__builtin_memcpy(data, macro_state.last, @REPORT@_SIZE);
		if (macro_state.plays)
			add_step(data);
		return 0;
	}
	if (is_marked(data, @FIRST@, source))
		return 0;
	down = take_macro_key(data);
	@STATE@(macro_state.last, data);
	if (down && !macro_state.down && !macro_state.plays) {
		macro_state.step = 0;
		macro_state.plays = next_step(hctx);
	}
	macro_state.down = down;
	if (macro_state.plays)
		add_step(data);
	return 0;
}

static void macro_due(struct hid_bpf_ctx *hctx)
{
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, macro_mark, sizeof(macro_mark));
}
