// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Fixture Mouse (1209:0001)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001)
);

/*
 * Its report descriptor:
 *
 *   0  05 01           Usage Page (Generic Desktop)
 *   2  09 02           Usage (Mouse)
 *   4  a1 01           Collection (Application)
 *   6  85 03             Report ID (3)
 *   8  09 01             Usage (Pointer)
 *  10  a1 00             Collection (Physical)
 *  12  05 09               Usage Page (Button)
 *  14  19 01               Usage Minimum (Button 1)
 *  16  29 07               Usage Maximum (Button 7)
 *  18  15 00               Logical Minimum (0)
 *  20  25 01               Logical Maximum (1)
 *  22  75 01               Report Size (1)
 *  24  95 07               Report Count (7)
 *  26  81 02               Input (Data,Var,Abs)
 *  28  75 01               Report Size (1)
 *  30  95 01               Report Count (1)
 *  32  81 03               Input (Cnst,Var,Abs)
 *  34  05 01               Usage Page (Generic Desktop)
 *  36  09 30               Usage (X)
 *  38  09 31               Usage (Y)
 *  40  16 01 f8            Logical Minimum (-2047)
 *  43  26 ff 07            Logical Maximum (2047)
 *  46  75 0c               Report Size (12)
 *  48  95 02               Report Count (2)
 *  50  81 06               Input (Data,Var,Rel)
 *  52  a1 02               Collection (Logical)
 *  54  09 48                 Usage (Resolution Multiplier)
 *  56  15 00                 Logical Minimum (0)
 *  58  25 01                 Logical Maximum (1)
 *  60  35 01                 Physical Minimum (1)
 *  62  45 04                 Physical Maximum (4)
 *  64  75 02                 Report Size (2)
 *  66  95 01                 Report Count (1)
 *  68  b1 02                 Feature (Data,Var,Abs)
 *  70  75 06                 Report Size (6)
 *  72  b1 03                 Feature (Cnst,Var,Abs)
 *  74  35 00                 Physical Minimum (0)
 *  76  45 00                 Physical Maximum (0)
 *  78  09 38                 Usage (Wheel)
 *  80  15 81                 Logical Minimum (-127)
 *  82  25 7f                 Logical Maximum (127)
 *  84  75 08                 Report Size (8)
 *  86  95 01                 Report Count (1)
 *  88  81 06                 Input (Data,Var,Rel)
 *  90  c0                  End Collection
 *  91  05 0c               Usage Page (Consumer)
 *  93  0a 38 02            Usage (AC Pan)
 *  96  81 06               Input (Data,Var,Rel)
 *  98  c0                End Collection
 *  99  c0              End Collection
 */
#define RDESC_SIZE 100

/* input report 3, 7 bytes: Mouse */
#define INPUT_3_ID 3
#define INPUT_3_SIZE 7
#define INPUT_3_BUTTON_1_BYTE 1 /* Button 1 */
#define INPUT_3_BUTTON_1_MASK 0x01
#define INPUT_3_BUTTON_2_BYTE 1 /* Button 2 */
#define INPUT_3_BUTTON_2_MASK 0x02
#define INPUT_3_BUTTON_3_BYTE 1 /* Button 3 */
#define INPUT_3_BUTTON_3_MASK 0x04
#define INPUT_3_BUTTON_4_BYTE 1 /* Button 4 */
#define INPUT_3_BUTTON_4_MASK 0x08
#define INPUT_3_BUTTON_5_BYTE 1 /* Button 5 */
#define INPUT_3_BUTTON_5_MASK 0x10
#define INPUT_3_BUTTON_6_BYTE 1 /* Button 6 */
#define INPUT_3_BUTTON_6_MASK 0x20
#define INPUT_3_BUTTON_7_BYTE 1 /* Button 7 */
#define INPUT_3_BUTTON_7_MASK 0x40
#define INPUT_3_X_BYTE 2 /* X, -2047 to 2047, relative */
#define INPUT_3_X_SHIFT 0
#define INPUT_3_X_MASK 0xfff
#define INPUT_3_Y_BYTE 3 /* Y, -2047 to 2047, relative */
#define INPUT_3_Y_SHIFT 4
#define INPUT_3_Y_MASK 0xfff0
#define INPUT_3_WHEEL_BYTE 5 /* Wheel, -127 to 127, relative */
#define INPUT_3_WHEEL_BITS 8
#define INPUT_3_AC_PAN_BYTE 6 /* AC Pan, -127 to 127, relative */
#define INPUT_3_AC_PAN_BITS 8

/* feature report 3, 2 bytes: Mouse */
#define FEATURE_3_ID 3
#define FEATURE_3_SIZE 2
#define FEATURE_3_RESOLUTION_MULTIPLIER_BYTE 1 /* Resolution Multiplier, 0 to 1 */
#define FEATURE_3_RESOLUTION_MULTIPLIER_SHIFT 0
#define FEATURE_3_RESOLUTION_MULTIPLIER_MASK 0x03

/*
 * ---- later: an alarm for each fix below that needs one. Its timer starts its work, which may sleep.
 * Only hooks touch what fixes remember: they hold the device's lock. So work that has something for
 * the host injects a report that is marked, and the hook puts in its place what is due.
 */
enum { ALARM_DEBOUNCE, ALARM_MACRO, ALARM_REINIT, ALARMS };

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

/* The bits of input report 3 that say how things are, without those that say how far they moved. */
static __maybe_unused void state_of_input_3(__u8 *state, const __u8 *data)
{
	static const __u8 bits[INPUT_3_SIZE] = { 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00 };

	for (int i = 0; i < INPUT_3_SIZE; i++)
		state[i] = data[i] & bits[i];
}

/*
 * ---- descriptor: another report descriptor than the device's. What is there is checked first: a
 * later model may have what this one lacks. Return the new size where it grows or shrinks, 0 where it
 * stays. hid_report_helpers.h has macros for whole descriptors.
 */
#define PATCH_AT 27 /* data of Input (Data,Var,Abs) */
#define PATCH_FROM 0x02
#define PATCH_TO 0x02 /* to do: it changes nothing yet */

SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(fix_descriptor, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data || hctx->size != RDESC_SIZE || data[PATCH_AT] != PATCH_FROM)
		return 0;
	data[PATCH_AT] = PATCH_TO;
	return 0;
}

/*
 * ---- event: other bytes in input reports. Return 0 for the report as it is in data then,
 * HID_IGNORE_EVENT to drop it.
 */
static int change_event(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_3_SIZE);

	if (!data || hctx->size < INPUT_3_SIZE || data[0] != INPUT_3_ID)
		return 0;
	/* to do: look at data[INPUT_3_BUTTON_1_BYTE], write data[...]; it changes nothing yet */
	return 0;
}

/*
 * ---- debounce: Button 1 is up for the host only when it has been up for so long.
 */
#define DEBOUNCE_MS 20
#define DEBOUNCE_BYTE INPUT_3_BUTTON_1_BYTE
#define DEBOUNCE_MASK INPUT_3_BUTTON_1_MASK

/* What injects: bytes of the same report with the mark. */
static __u8 debounce_mark[INPUT_3_SIZE] = { INPUT_3_ID, ALARM_MARK | ALARM_DEBOUNCE };

static struct {
	bool down; /* as the host knows it */
	bool waits; /* it is up, and the alarm is set */
	__u64 due;
	__u8 last[INPUT_3_SIZE]; /* what the device sent, without motion */
} bounce;

static int debounce(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_3_SIZE);

	if (!data || hctx->size < INPUT_3_SIZE || data[0] != INPUT_3_ID)
		return 0;
	if (is_asked(data, 1, source, ALARM_DEBOUNCE)) {
		if (!bounce.waits || bpf_ktime_get_ns() < bounce.due)
			return HID_IGNORE_EVENT;
		bounce.waits = bounce.down = false;
		__builtin_memcpy(data, bounce.last, INPUT_3_SIZE);
		return 0;
	}
	if (is_marked(data, 1, source))
		return 0;
	state_of_input_3(bounce.last, data);
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

/*
 * ---- remap: Button 1 and Button 7 change places.
 */
static void put_bit(__u8 *data, __u32 byte, __u8 mask, bool on)
{
	if (on)
		data[byte] |= mask;
	else
		data[byte] &= ~mask;
}

static int remap(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_3_SIZE);
	bool one, other;

	if (!data || hctx->size < INPUT_3_SIZE || data[0] != INPUT_3_ID || is_marked(data, 1, source))
		return 0;
	one = data[INPUT_3_BUTTON_1_BYTE] & INPUT_3_BUTTON_1_MASK;
	other = data[INPUT_3_BUTTON_7_BYTE] & INPUT_3_BUTTON_7_MASK;
	put_bit(data, INPUT_3_BUTTON_1_BYTE, INPUT_3_BUTTON_1_MASK, other);
	put_bit(data, INPUT_3_BUTTON_7_BYTE, INPUT_3_BUTTON_7_MASK, one);
	return 0;
}

/* ---- macro: one press becomes a sequence of reports, so far apart. */
#define MACRO_MS 10

/* Whether Button 7, which plays the macro, is down; takes it out of the report. */
static bool take_macro_key(__u8 *data)
{
	bool down = data[INPUT_3_BUTTON_7_BYTE] & INPUT_3_BUTTON_7_MASK;

	data[INPUT_3_BUTTON_7_BYTE] &= ~INPUT_3_BUTTON_7_MASK;
	return down;
}

/* What each step adds to the report. */
static const struct {
	__u32 byte;
	__u8 mask;
	__u8 value;
} macro_steps[] = {
	{ INPUT_3_BUTTON_1_BYTE, INPUT_3_BUTTON_1_MASK, INPUT_3_BUTTON_1_MASK },
	{ INPUT_3_BUTTON_1_BYTE, INPUT_3_BUTTON_1_MASK, 0 },
	{ INPUT_3_BUTTON_1_BYTE, INPUT_3_BUTTON_1_MASK, INPUT_3_BUTTON_1_MASK },
};

/* What injects: bytes of the same report with the mark. */
static __u8 macro_mark[INPUT_3_SIZE] = { INPUT_3_ID, ALARM_MARK | ALARM_MACRO };

static struct {
	bool down;
	bool plays;
	__u32 step;
	__u64 due;
	__u8 last[INPUT_3_SIZE]; /* what the user holds, without motion */
} macro_state;

static void add_step(__u8 *data)
{
	__u32 step = macro_state.step;
	__u32 byte;

	if (step >= ARRAY_SIZE(macro_steps))
		return;
	byte = macro_steps[step].byte;
	if (byte >= INPUT_3_SIZE)
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
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_3_SIZE);
	bool down;

	if (!data || hctx->size < INPUT_3_SIZE || data[0] != INPUT_3_ID)
		return 0;
	if (is_asked(data, 1, source, ALARM_MACRO)) {
		if (!macro_state.plays || bpf_ktime_get_ns() < macro_state.due)
			return HID_IGNORE_EVENT;
		macro_state.step++;
		macro_state.plays = macro_state.step < ARRAY_SIZE(macro_steps) && next_step(hctx);
		__builtin_memcpy(data, macro_state.last, INPUT_3_SIZE);
		if (macro_state.plays)
			add_step(data);
		return 0;
	}
	if (is_marked(data, 1, source))
		return 0;
	down = take_macro_key(data);
	state_of_input_3(macro_state.last, data);
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

/*
 * ---- reinit: a device that slept is asked for a report, without which it does not work. It slept
 * when nothing has come for so long; what it is asked for is feature report 3.
 */
#define REINIT_SILENCE_MS 3000
#define REINIT_TRIES 4
#define REINIT_AGAIN_MS 50

static struct {
	__u64 last;
	__u32 tries;
	__u8 answer[FEATURE_3_SIZE];
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
	sleeper.answer[0] = FEATURE_3_ID;
	if (hid_bpf_hw_request(hctx, sleeper.answer, sizeof(sleeper.answer), HID_FEATURE_REPORT,
			       HID_REQ_GET_REPORT) >= 0)
		return;
	if (--sleeper.tries)
		set_alarm_again(ALARM_REINIT, REINIT_AGAIN_MS);
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
	if (*key == ALARM_MACRO)
		macro_due(hctx);
	if (*key == ALARM_REINIT)
		reinit_due(hctx);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	int result;

	result = change_event(hctx, source);
	if (result)
		return result;
	result = debounce(hctx, source);
	if (result)
		return result;
	result = remap(hctx, source);
	if (result)
		return result;
	result = macro(hctx, source);
	if (result)
		return result;
	return reinit(hctx, source);
}

HID_BPF_OPS(several_fix) = {
	.hid_device_event = (void *)event,
	.hid_rdesc_fixup = (void *)fix_descriptor,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
