// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * keyboard-and-consumer (1d50:a004)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_usages.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1d50, 0xa004)
);

/*
 * Its report descriptor:
 *
 *   0  05 01           Usage Page (Generic Desktop)
 *   2  09 06           Usage (Keyboard)
 *   4  a1 01           Collection (Application)
 *   6  85 01             Report ID (1)
 *   8  05 07             Usage Page (Keyboard/Keypad)
 *  10  19 e0             Usage Minimum (Keyboard LeftControl)
 *  12  29 e7             Usage Maximum (Keyboard Right GUI)
 *  14  15 00             Logical Minimum (0)
 *  16  25 01             Logical Maximum (1)
 *  18  75 01             Report Size (1)
 *  20  95 08             Report Count (8)
 *  22  81 02             Input (Data,Var,Abs)
 *  24  19 00             Usage Minimum (Keyboard/Keypad / 0x00)
 *  26  29 65             Usage Maximum (Keyboard Application)
 *  28  25 65             Logical Maximum (101)
 *  30  75 08             Report Size (8)
 *  32  95 03             Report Count (3)
 *  34  81 00             Input (Data,Arr,Abs)
 *  36  c0              End Collection
 *  37  05 0c           Usage Page (Consumer)
 *  39  09 01           Usage (Consumer Control)
 *  41  a1 01           Collection (Application)
 *  43  85 02             Report ID (2)
 *  45  19 00             Usage Minimum (Consumer / 0x00)
 *  47  2a 3c 02          Usage Maximum (AC Format)
 *  50  15 00             Logical Minimum (0)
 *  52  26 3c 02          Logical Maximum (572)
 *  55  75 10             Report Size (16)
 *  57  95 02             Report Count (2)
 *  59  81 00             Input (Data,Arr,Abs)
 *  61  c0              End Collection
 *  62  05 01           Usage Page (Generic Desktop)
 *  64  09 80           Usage (System Control)
 *  66  a1 01           Collection (Application)
 *  68  85 03             Report ID (3)
 *  70  19 81             Usage Minimum (System Power Down)
 *  72  29 83             Usage Maximum (System Wake Up)
 *  74  15 00             Logical Minimum (0)
 *  76  25 01             Logical Maximum (1)
 *  78  75 01             Report Size (1)
 *  80  95 03             Report Count (3)
 *  82  81 02             Input (Data,Var,Abs)
 *  84  95 05             Report Count (5)
 *  86  81 01             Input (Cnst,Arr,Abs)
 *  88  c0              End Collection
 */
#define RDESC_SIZE 89

/* input report 1, 5 bytes: Keyboard */
#define INPUT_1_ID 1
#define INPUT_1_SIZE 5
#define INPUT_1_KEYBOARD_LEFTCONTROL_BYTE 1 /* Keyboard LeftControl */
#define INPUT_1_KEYBOARD_LEFTCONTROL_MASK 0x01
#define INPUT_1_KEYBOARD_LEFTSHIFT_BYTE 1 /* Keyboard LeftShift */
#define INPUT_1_KEYBOARD_LEFTSHIFT_MASK 0x02
#define INPUT_1_KEYBOARD_LEFTALT_BYTE 1 /* Keyboard LeftAlt */
#define INPUT_1_KEYBOARD_LEFTALT_MASK 0x04
#define INPUT_1_KEYBOARD_LEFT_GUI_BYTE 1 /* Keyboard Left GUI */
#define INPUT_1_KEYBOARD_LEFT_GUI_MASK 0x08
#define INPUT_1_KEYBOARD_RIGHTCONTROL_BYTE 1 /* Keyboard RightControl */
#define INPUT_1_KEYBOARD_RIGHTCONTROL_MASK 0x10
#define INPUT_1_KEYBOARD_RIGHTSHIFT_BYTE 1 /* Keyboard RightShift */
#define INPUT_1_KEYBOARD_RIGHTSHIFT_MASK 0x20
#define INPUT_1_KEYBOARD_RIGHTALT_BYTE 1 /* Keyboard RightAlt */
#define INPUT_1_KEYBOARD_RIGHTALT_MASK 0x40
#define INPUT_1_KEYBOARD_RIGHT_GUI_BYTE 1 /* Keyboard Right GUI */
#define INPUT_1_KEYBOARD_RIGHT_GUI_MASK 0x80
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE 2 /* Keyboard/Keypad array, which of them are on, 0 to 101 */
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_BITS 8
#define INPUT_1_KEYBOARD_KEYPAD_ARRAY_COUNT 3

/* input report 2, 5 bytes: Consumer Control */
#define INPUT_2_ID 2
#define INPUT_2_SIZE 5
#define INPUT_2_CONSUMER_ARRAY_BYTE 1 /* Consumer array, which of them are on, 0 to 572 */
#define INPUT_2_CONSUMER_ARRAY_BITS 16
#define INPUT_2_CONSUMER_ARRAY_COUNT 2

/* input report 3, 2 bytes: System Control */
#define INPUT_3_ID 3
#define INPUT_3_SIZE 2
#define INPUT_3_SYSTEM_POWER_DOWN_BYTE 1 /* System Power Down */
#define INPUT_3_SYSTEM_POWER_DOWN_MASK 0x01
#define INPUT_3_SYSTEM_SLEEP_BYTE 1 /* System Sleep */
#define INPUT_3_SYSTEM_SLEEP_MASK 0x02
#define INPUT_3_SYSTEM_WAKE_UP_BYTE 1 /* System Wake Up */
#define INPUT_3_SYSTEM_WAKE_UP_MASK 0x04

/*
 * ---- later: an alarm for each fix below that needs one. Its timer starts its work, which may sleep.
 * Only hooks touch what fixes remember: they hold the device's lock. So work that has something for
 * the host injects a report that is marked, and the hook puts in its place what is due.
 */
enum { ALARM_MACRO, ALARMS };

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

/*
 * The same from its own work, whose callbacks are set: Linux 7.3 takes work that sets itself as a
 * callback for a recursion.
 */
static __maybe_unused int set_alarm_again(__u32 which, __u64 milliseconds)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	return alarm ? bpf_timer_start(&alarm->timer, milliseconds * 1000000, 0) : -ENOENT;
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

/* The bits of input report 1 that say how things are, without those that say how far they moved. */
static __maybe_unused void state_of_input_1(__u8 *state, const __u8 *data)
{
	static const __u8 bits[INPUT_1_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0xff };

	for (int i = 0; i < INPUT_1_SIZE; i++)
		state[i] = data[i] & bits[i];
}

/* ---- macro: one press becomes a sequence of reports, so far apart. */
#define MACRO_MS 10

#define MACRO_KEY HidUsage_KK_KeyboardF12
#define MACRO_BYTE (INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE + INPUT_1_KEYBOARD_KEYPAD_ARRAY_COUNT - 1) /* where steps put their key */

/* Whether the key that plays the macro is down; takes it out of the report. */
static bool take_macro_key(__u8 *data)
{
	bool down = false;

	for (int i = 0; i < INPUT_1_KEYBOARD_KEYPAD_ARRAY_COUNT; i++) {
		if (data[INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE + i] == MACRO_KEY) {
			data[INPUT_1_KEYBOARD_KEYPAD_ARRAY_BYTE + i] = 0;
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

/* What injects: bytes of the same report with the mark. */
static __u8 macro_mark[INPUT_1_SIZE] = { INPUT_1_ID, ALARM_MARK | ALARM_MACRO };

static struct {
	bool down;
	bool plays;
	__u32 step;
	__u64 due;
	__u8 last[INPUT_1_SIZE]; /* what the user holds, without motion */
} macro_state;

static void add_step(__u8 *data)
{
	__u32 step = macro_state.step;
	__u32 byte;

	if (step >= ARRAY_SIZE(macro_steps))
		return;
	byte = macro_steps[step].byte;
	if (byte >= INPUT_1_SIZE)
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
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_1_SIZE);
	bool down;

	if (!data || hctx->size < INPUT_1_SIZE || data[0] != INPUT_1_ID)
		return 0;
	if (is_asked(data, 1, source, ALARM_MACRO)) {
		if (!macro_state.plays || bpf_ktime_get_ns() < macro_state.due)
			return HID_IGNORE_EVENT;
		macro_state.step++;
		macro_state.plays = macro_state.step < ARRAY_SIZE(macro_steps) && next_step(hctx);
		__builtin_memcpy(data, macro_state.last, INPUT_1_SIZE);
		if (macro_state.plays)
			add_step(data);
		return 0;
	}
	if (is_marked(data, 1, source))
		return 0;
	down = take_macro_key(data);
	state_of_input_1(macro_state.last, data);
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

/* What an alarm is set for. */
static int alarm_work(void *map, int *key, void *value)
{
	struct fix_alarm *alarm = value;
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(alarm->hid);

	if (!hctx) /* the device is gone */
		return 0;
	if (*key == ALARM_MACRO)
		macro_due(hctx);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	return macro(hctx, source);
}

HID_BPF_OPS(macro_fix) = {
	.hid_device_event = (void *)event,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
