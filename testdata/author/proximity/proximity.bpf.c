// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pen-by-pressure (1d50:a00a)
 *
 * To do: what is wrong with it, and what this does about it.
 */
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1d50, 0xa00a)
);

/*
 * Its report descriptor:
 *
 *   0  05 0d           Usage Page (Digitizers)
 *   2  09 02           Usage (Pen)
 *   4  a1 01           Collection (Application)
 *   6  09 20             Usage (Stylus)
 *   8  a1 00             Collection (Physical)
 *  10  09 32               Usage (In Range)
 *  12  09 44               Usage (Barrel Switch)
 *  14  15 00               Logical Minimum (0)
 *  16  25 01               Logical Maximum (1)
 *  18  75 01               Report Size (1)
 *  20  95 02               Report Count (2)
 *  22  81 02               Input (Data,Var,Abs)
 *  24  95 06               Report Count (6)
 *  26  81 03               Input (Cnst,Var,Abs)
 *  28  05 01               Usage Page (Generic Desktop)
 *  30  09 30               Usage (X)
 *  32  09 31               Usage (Y)
 *  34  26 ff 0f            Logical Maximum (4095)
 *  37  75 10               Report Size (16)
 *  39  95 02               Report Count (2)
 *  41  81 02               Input (Data,Var,Abs)
 *  43  05 0d               Usage Page (Digitizers)
 *  45  09 30               Usage (Tip Pressure)
 *  47  26 ff 00            Logical Maximum (255)
 *  50  75 08               Report Size (8)
 *  52  95 01               Report Count (1)
 *  54  81 02               Input (Data,Var,Abs)
 *  56  c0                End Collection
 *  57  c0              End Collection
 */
#define RDESC_SIZE 58

/* input report, 6 bytes: Pen */
#define INPUT_SIZE 6
#define INPUT_IN_RANGE_BYTE 0 /* In Range */
#define INPUT_IN_RANGE_MASK 0x01
#define INPUT_BARREL_SWITCH_BYTE 0 /* Barrel Switch */
#define INPUT_BARREL_SWITCH_MASK 0x02
#define INPUT_X_BYTE 1 /* X, 0 to 4095 */
#define INPUT_X_BITS 16
#define INPUT_Y_BYTE 3 /* Y, 0 to 4095 */
#define INPUT_Y_BITS 16
#define INPUT_TIP_PRESSURE_BYTE 5 /* Tip Pressure, 0 to 255 */
#define INPUT_TIP_PRESSURE_BITS 8

/*
 * ---- later: an alarm for each fix below that needs one. Its timer starts its work, which may sleep.
 * Only hooks touch what fixes remember: they hold the device's lock. So work that has something for
 * the host injects a report that is marked, and the hook puts in its place what is due.
 */
enum { ALARM_PROXIMITY, ALARMS };

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

/*
 * ---- proximity: a pen that is out of range for a moment is not: the report that says so waits, and
 * is forgotten when the pen is back by then.
 */
#define PROXIMITY_MS 20

/* What injects: bytes of the same report with the mark. */
static __u8 proximity_mark[INPUT_SIZE] = { ALARM_MARK | ALARM_PROXIMITY };

static struct {
	bool in_range; /* as the host knows it */
	bool waits; /* it is out of range, and the alarm is set */
	__u64 due;
	__u8 last[INPUT_SIZE];
} pen;

static int proximity(struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, INPUT_SIZE);

	if (!data || hctx->size < INPUT_SIZE)
		return 0;
	if (is_asked(data, 0, source, ALARM_PROXIMITY)) {
		if (!pen.waits || bpf_ktime_get_ns() < pen.due)
			return HID_IGNORE_EVENT;
		pen.waits = pen.in_range = false;
		__builtin_memcpy(data, pen.last, INPUT_SIZE);
		return 0;
	}
	if (is_marked(data, 0, source))
		return 0;
	if (data[INPUT_IN_RANGE_BYTE] & INPUT_IN_RANGE_MASK) {
		if (pen.waits)
			clear_alarm(ALARM_PROXIMITY);
		pen.waits = false;
		pen.in_range = true;
		return 0;
	}
	if (!pen.in_range)
		return 0;
	__builtin_memcpy(pen.last, data, INPUT_SIZE);
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

/* What an alarm is set for. */
static int alarm_work(void *map, int *key, void *value)
{
	struct fix_alarm *alarm = value;
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(alarm->hid);

	if (!hctx) /* the device is gone */
		return 0;
	if (*key == ALARM_PROXIMITY)
		proximity_due(hctx);
	hid_bpf_release_context(hctx);
	return 0;
}

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	return proximity(hctx, source);
}

HID_BPF_OPS(proximity_fix) = {
	.hid_device_event = (void *)event,
};

/* The interface that has these reports; others of the device have other descriptors. */
SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
