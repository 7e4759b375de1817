// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- proximity: a pen that is out of range for a moment is not: the report that says so waits, and
 * is forgotten when the pen is back by then.
 */
#define PROXIMITY_MS 20

/* What injects: bytes of the same report with the mark. */
static __u8 proximity_mark[@REPORT@_SIZE] = { @MARK@ };

static struct {
	bool in_range; /* as the host knows it */
	bool waits; /* it is out of range, and the alarm is set */
	__u64 due;
	__u8 last[@REPORT@_SIZE];
} pen;

static int proximity(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@)
		return 0;
	if (is_asked(data, @FIRST@, source, ALARM_PROXIMITY)) {
		if (!pen.waits || bpf_ktime_get_ns() < pen.due)
			return HID_IGNORE_EVENT;
		pen.waits = pen.in_range = false;
		__builtin_memcpy(data, pen.last, @REPORT@_SIZE);
		return 0;
	}
	if (is_marked(data, @FIRST@, source))
		return 0;
	if (data[@SWITCH@_BYTE] & @SWITCH@_MASK) {
		if (pen.waits)
			clear_alarm(ALARM_PROXIMITY);
		pen.waits = false;
		pen.in_range = true;
		return 0;
	}
	if (!pen.in_range)
		return 0;
	__builtin_memcpy(pen.last, data, @REPORT@_SIZE);
	if (!pen.waits) {
		pen.due = bpf_ktime_get_ns() + PROXIMITY_MS * 1000000ull;
		pen.waits = !set_alarm(hctx, ALARM_PROXIMITY, PROXIMITY_MS);
	}
	pen.in_range = pen.waits;
	return pen.waits ? HID_IGNORE_EVENT : 0;
}

static void proximity_due(struct hid_bpf_ctx *hctx)
{
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, proximity_mark, sizeof(proximity_mark));
}
