// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Gorse Mouse (1209:0c04): its left switch is worn. While the button is held, the switch opens for some
 * milliseconds, and a drag ends where nobody let go. For the host the button is up only when it has been
 * up for 20 ms; motion and the other buttons pass meanwhile.
 *
 * Made by hidbpf new --fix debounce; what this mouse does not need was left out.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0c04)
);

#define RDESC_SIZE 52

/* input report, 4 bytes: Mouse */
#define INPUT_SIZE 4
#define INPUT_BUTTON_1_BYTE 0 /* Button 1 */
#define INPUT_BUTTON_1_MASK 0x01

/*
 * ---- later: an alarm for each fix below that needs one. Its timer starts its work, which may sleep.
 * Only hooks touch what fixes remember: they hold the device's lock. So work that has something for
 * the host injects a report that is marked, and the hook puts in its place what is due.
 */
enum { ALARM_DEBOUNCE, ALARMS };

#define ALARM_MARK 0xf0

struct fix_alarm {
	struct bpf_timer timer;
	struct bpf_wq work;
	__u32 hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ALARMS);
	__type(key, __u32);
	__type(value, struct fix_alarm);
} alarms SEC(".maps");

static int alarm_work(void *map, int *key, void *value);

static int alarm_expired(void *map, int *key, struct fix_alarm *alarm)
{
	bpf_wq_start(&alarm->work, 0);
	return 0;
}

/* An alarm that is set already is put off. */
static int set_alarm(struct hid_bpf_ctx *hctx, __u32 which, __u64 milliseconds)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (!alarm)
		return -ENOENT;
	/* -EBUSY but for the first time */
	bpf_timer_init(&alarm->timer, &alarms, 1 /* CLOCK_MONOTONIC */);
	bpf_wq_init(&alarm->work, &alarms, 0);
	/* Cancelling drops the timer's callback: it is set each time. */
	if (bpf_wq_set_callback(&alarm->work, alarm_work, 0) ||
	    bpf_timer_set_callback(&alarm->timer, alarm_expired))
		return -EINVAL;
	alarm->hid = hctx->hid->id;
	return bpf_timer_start(&alarm->timer, milliseconds * 1000000, 0);
}

static __maybe_unused void clear_alarm(__u32 which)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (alarm)
		bpf_timer_cancel(&alarm->timer);
}

/* Whether a report is what the work of this alarm injected; first: its first byte behind the id. */
static __maybe_unused bool is_asked(const __u8 *data, __u32 first, __u64 source, __u32 which)
{
	return source && data[first] == (ALARM_MARK | which);
}

/* Whether it is one of any alarm's: none of the device's. */
static __maybe_unused bool is_marked(const __u8 *data, __u32 first, __u64 source)
{
	return source && data[first] >= ALARM_MARK && data[first] < (ALARM_MARK | ALARMS);
}

/* The bits of input report that say how things are, without those that say how far they moved. */
static __maybe_unused void state_of_input(__u8 *state, const __u8 *data)
{
	static const __u8 bits[INPUT_SIZE] = { 0xff, 0x00, 0x00, 0x00 };

	for (int i = 0; i < INPUT_SIZE; i++)
		state[i] = data[i] & bits[i];
}

/*
 * ---- debounce: Button 1 is up for the host only when it has been up for so long.
 */
#define DEBOUNCE_MS 20
#define DEBOUNCE_BYTE INPUT_BUTTON_1_BYTE
#define DEBOUNCE_MASK INPUT_BUTTON_1_MASK

/* What injects: bytes of the same report with the mark. */
static __u8 debounce_mark[INPUT_SIZE] = { ALARM_MARK | ALARM_DEBOUNCE };

static struct {
	bool down; /* as the host knows it */
	bool waits; /* it is up, and the alarm is set */
	__u64 due;
	__u8 last[INPUT_SIZE]; /* what the device sent, without motion */
} bounce;

static int debounce(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_SIZE);

	if (!data || hctx->size < INPUT_SIZE)
		return 0;
	if (is_asked(data, 0, source, ALARM_DEBOUNCE)) {
		if (!bounce.waits || bpf_ktime_get_ns() < bounce.due)
			return HID_IGNORE_EVENT;
		bounce.waits = bounce.down = false;
		__builtin_memcpy(data, bounce.last, INPUT_SIZE);
		return 0;
	}
	if (is_marked(data, 0, source))
		return 0;
	state_of_input(bounce.last, data);
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

/* What an alarm is set for. */
static int alarm_work(void *map, int *key, void *value)
{
	struct fix_alarm *alarm = value;
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(alarm->hid);

	if (!hctx) /* the device is gone */
		return 0;
	if (*key == ALARM_DEBOUNCE)
		debounce_due(hctx);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	return debounce(hctx, source);
}

HID_BPF_OPS(chattering_button_fix) = {
	.hid_device_event = (void *)event,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
