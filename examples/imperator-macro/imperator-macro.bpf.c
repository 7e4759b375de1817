// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Genius Imperator (0458:4018): the six macro keys arrive as key usages 0xc0 to 0xc5, which
 * no host has keys for.
 *
 * Each press of one plays its macro instead: presses and releases, 10 ms apart. A press while a macro
 * plays waits behind it. When the device has not sent the release of a macro key within 100 ms, the
 * program sends it. Other keys go on working: what the host gets is always what the user holds,
 * together with the macro's step.
 *
 * Who touches the state holds the device's input lock: the hook always does, and the work items only
 * ask the hook to go on, by injecting a report that is marked.
 */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x0458, 0x4018)
);

#define CLOCK_MONOTONIC 1
#define TIMER_ABS 1
#define MSEC 1000000ull

#define STEP (10 * MSEC)
#define RELEASE (100 * MSEC)

/* The report of a boot keyboard. */
#define SIZE 8
#define MODIFIERS 0
#define RESERVED 1
#define KEYS 2

/* Always 0 from the keyboard: a report of ours, whose next byte says what it asks for. */
#define ASK 0xff

#define MACRO_KEY 0xc0
#define MACROS 6
#define STEPS 8

#define CTRL 0x01
#define SHIFT 0x02
#define ALT 0x04
#define KEY_A 0x04
#define KEY_C 0x06
#define KEY_K 0x0e
#define KEY_O 0x12
#define KEY_S 0x16
#define KEY_V 0x19
#define KEY_TAB 0x2b

struct step {
	__u8 modifiers;
	__u8 key;
};

struct macro {
	__u32 length;
	struct step steps[STEPS];
};

static const struct macro macros[MACROS] = {
	/* copy */
	{ 4, { { CTRL, 0 }, { CTRL, KEY_C }, { CTRL, 0 }, { 0, 0 } } },
	/* paste */
	{ 4, { { CTRL, 0 }, { CTRL, KEY_V }, { CTRL, 0 }, { 0, 0 } } },
	/* select all, copy */
	{ 6, { { CTRL, 0 }, { CTRL, KEY_A }, { CTRL, 0 }, { CTRL, KEY_C }, { CTRL, 0 }, { 0, 0 } } },
	/* save */
	{ 4, { { CTRL, 0 }, { CTRL, KEY_S }, { CTRL, 0 }, { 0, 0 } } },
	/* types "Ok" */
	{ 6, { { SHIFT, 0 }, { SHIFT, KEY_O }, { SHIFT, 0 }, { 0, 0 }, { 0, KEY_K }, { 0, 0 } } },
	/* the window before this one */
	{ 4, { { ALT, 0 }, { ALT, KEY_TAB }, { ALT, 0 }, { 0, 0 } } },
};

/* One for the next step, one for the release. */
enum { NEXT_STEP, MISSING_RELEASE, ALARMS };

struct alarm {
	struct bpf_timer timer;
	struct bpf_wq work;
	__u64 due;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ALARMS);
	__type(key, __u32);
	__type(value, struct alarm);
} alarms SEC(".maps");

/* Presses that wait: a power of 2. */
#define QUEUE 8

static __u32 hid;
/* Macro keys that are down, a bit each. */
static __u32 down;
static __u8 queue[QUEUE];
static __u32 first, waiting;
static bool playing;
static __u32 macro, step;
/* What the user holds without macro keys, and what the host got last. */
static __u8 held[SIZE], sent[SIZE];

/* May sleep, which injecting does. */
static int ask(void *map, int *key, void *value)
{
	__u8 report[SIZE] = { 0, ASK, *key };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(hid);

	if (!hctx)
		return 0;
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}

static int expired(void *map, int *key, struct alarm *alarm)
{
	bpf_wq_start(&alarm->work, 0);
	return 0;
}

static int set_alarm(__u32 which, __u64 due)
{
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (!alarm)
		return -1;
	/* -EBUSY but for the first time */
	bpf_timer_init(&alarm->timer, &alarms, CLOCK_MONOTONIC);
	bpf_wq_init(&alarm->work, &alarms, 0);
	/* Cancelling drops the timer's callback: it is set each time. */
	if (bpf_wq_set_callback(&alarm->work, ask, 0) || bpf_timer_set_callback(&alarm->timer, expired))
		return -1;
	alarm->due = due;
	return bpf_timer_start(&alarm->timer, due, TIMER_ABS);
}

static void clear_alarm(__u32 which)
{
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (alarm)
		bpf_timer_cancel(&alarm->timer);
}

/* When it was due; 0 when that is still to come. */
static __u64 due(__u32 which)
{
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	return alarm && alarm->due <= bpf_ktime_get_ns() ? alarm->due : 0;
}

/* What is held, and the macro's step. */
static void compose(__u8 *report)
{
	const struct step *s;
	__u8 key;

	__builtin_memcpy(report, held, SIZE);
	if (!playing || macro >= MACROS || step >= STEPS)
		return;
	s = &macros[macro].steps[step];
	report[MODIFIERS] |= s->modifiers;
	key = s->key;
	for (int i = KEYS; i < SIZE && key; i++) {
		if (!report[i]) {
			report[i] = key;
			key = 0;
		}
	}
}

/* Begins the macro of the press that has waited longest; false when there is none. */
static int begin(__u64 now)
{
	if (!waiting || set_alarm(NEXT_STEP, now + STEP))
		return 0;
	macro = queue[first % QUEUE];
	step = 0;
	first++;
	waiting--;
	return 1;
}

/* 0 when there is something to send. */
static int go_on(void)
{
	__u64 at = due(NEXT_STEP);

	if (!playing || !at)
		return -1;
	step++;
	if (macro < MACROS && step < macros[macro].length) {
		if (set_alarm(NEXT_STEP, at + STEP))
			playing = 0;
		return 0;
	}
	playing = begin(at);
	return playing ? 0 : -1;
}

/* The device did not release the key. While a macro plays, its last step does. */
static int release(void)
{
	if (!down || !due(MISSING_RELEASE))
		return -1;
	down = 0;
	return playing ? -1 : 0;
}

/* Takes the macro keys out of what the user holds; gives them as bits. */
static __u32 take_macro_keys(const __u8 *report)
{
	__u32 keys = 0;

	__builtin_memcpy(held, report, SIZE);
	for (int i = KEYS; i < SIZE; i++) {
		__u8 key = held[i] - MACRO_KEY;

		if (key < MACROS) {
			keys |= 1 << key;
			held[i] = 0;
		}
	}
	return keys;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(play_macros, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, SIZE);
	__u32 keys, pressed, quiet;
	__u64 now;

	if (!report || hctx->size != SIZE)
		return 0;
	if (source && report[RESERVED] == ASK) {
		if (report[KEYS] == NEXT_STEP ? go_on() : release())
			return -1;
		compose(report);
		__builtin_memcpy(sent, report, SIZE);
		return 0;
	}

	hid = hctx->hid->id;
	now = bpf_ktime_get_ns();
	keys = take_macro_keys(report);
	pressed = keys & ~down;
	if (pressed)
		set_alarm(MISSING_RELEASE, now + RELEASE);
	else if (down && !keys)
		clear_alarm(MISSING_RELEASE);
	down = keys;
	for (int i = 0; i < MACROS; i++) {
		/* A queue that is full takes no more: nobody waits for the ninth macro. */
		if (pressed >> i & 1 && waiting < QUEUE) {
			queue[(first + waiting) % QUEUE] = i;
			waiting++;
		}
	}

	/* During a macro, and while a macro key is all that is new, most reports say nothing new. */
	quiet = playing || keys;
	if (!playing && begin(now)) {
		playing = 1;
		quiet = 0;
	}
	compose(report);
	if (quiet && !__builtin_memcmp(report, sent, SIZE))
		return -1;
	__builtin_memcpy(sent, report, SIZE);
	return 0;
}

HID_BPF_OPS(imperator_macro) = {
	.hid_device_event = (void *)play_macros,
};

/* The keyboard, not the interface with mouse, system and media keys. */
static const __u8 keyboard_collection[] = { 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01 };

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = 0;
	for (int i = 0; i < sizeof(keyboard_collection); i++)
		if (args->rdesc[i] != keyboard_collection[i])
			args->retval = -EINVAL;
	return 0;
}
