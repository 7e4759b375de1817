// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- reinit: a device that slept is asked for a report, without which it does not work. It slept
 * when nothing has come for so long; what it is asked for is @ASKED_NAME@.
 */
#define REINIT_SILENCE_MS 3000
#define REINIT_TRIES 4
#define REINIT_AGAIN_MS 50

static struct {
	__u64 last;
	__u32 tries;
	__u8 answer[@ASKED@_SIZE];
} sleeper;

static int reinit(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u64 now = bpf_ktime_get_ns();

	if (source)
		return 0;
	if (!sleeper.last || now - sleeper.last > REINIT_SILENCE_MS * 1000000ull) {
		sleeper.tries = REINIT_TRIES;
		set_alarm(hctx, ALARM_REINIT, 0);
	}
	sleeper.last = now;
	return 0;
}

static void reinit_due(struct hid_bpf_ctx *hctx)
{
	sleeper.answer[0] = @ASKED_ID@;
	if (hid_bpf_hw_request(hctx, sleeper.answer, sizeof(sleeper.answer), @ASKED_TYPE@,
			       HID_REQ_GET_REPORT) >= 0)
		return;
	if (--sleeper.tries)
		set_alarm_again(ALARM_REINIT, REINIT_AGAIN_MS);
}
