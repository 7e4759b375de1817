// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- debounce: @SWITCH_NAME@ is up for the host only when it has been up for so long.
 */
#define DEBOUNCE_MS 20
#define DEBOUNCE_BYTE @SWITCH@_BYTE
#define DEBOUNCE_MASK @SWITCH@_MASK

/* What injects: bytes of the same report with the mark. */
static __u8 debounce_mark[@REPORT@_SIZE] = { @MARK@ };

static struct {
	bool down; /* as the host knows it */
	bool waits; /* it is up, and the alarm is set */
	__u64 due;
	__u8 last[@REPORT@_SIZE]; /* what the device sent, without motion */
} bounce;

static int debounce(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, @REPORT@_SIZE);

	if (!data || hctx->size < @REPORT@_SIZE@WRONG_ID@)
		return 0;
	if (is_asked(data, @FIRST@, source, ALARM_DEBOUNCE)) {
		if (!bounce.waits || bpf_ktime_get_ns() < bounce.due)
			return HID_IGNORE_EVENT;
		bounce.waits = bounce.down = false;
		__builtin_memcpy(data, bounce.last, @REPORT@_SIZE);
		return 0;
	}
	if (is_marked(data, @FIRST@, source))
		return 0;
	@STATE@(bounce.last, data);
	if (data[DEBOUNCE_BYTE] & DEBOUNCE_MASK) {
		if (bounce.waits)
			clear_alarm(ALARM_DEBOUNCE);
		bounce.waits = false;
		bounce.down = true;
		return 0;
	}
	if (!bounce.down)
		return 0;
	if (!bounce.waits) {
		bounce.due = bpf_ktime_get_ns() + DEBOUNCE_MS * 1000000ull;
		bounce.waits = !set_alarm(hctx, ALARM_DEBOUNCE, DEBOUNCE_MS);
	}
	if (bounce.waits)
		data[DEBOUNCE_BYTE] |= DEBOUNCE_MASK;
	else
		bounce.down = false;
	return 0;
}

static void debounce_due(struct hid_bpf_ctx *hctx)
{
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, debounce_mark, sizeof(debounce_mark));
}
