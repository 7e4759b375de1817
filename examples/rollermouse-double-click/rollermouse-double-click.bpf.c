// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Contour RollerMouse Red (0b33:1004): its double-click button comes as two left clicks of 4 ms, 4 ms
 * apart, in reports whose byte 9 is 0x80. Hosts take them for a double click only when the second press
 * comes at least 25 ms after the first release.
 *
 * In reports with that mark: put the mark of a plain click there, and delay the second click, press and
 * release alike, so that its length stays. Reports that come meanwhile pass at once, with the left
 * button as the host knows it. Plain clicks pass as they are; only one that comes while the second
 * click is still on its way waits as long as that does, since clicks must not change places.
 *
 * Who touches the state holds the device's input lock: the hook always does, and the work item only
 * asks the hook to send what is due, by injecting a report that is marked.
 */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x0b33, 0x1004)
);

#define CLOCK_MONOTONIC 1
#define TIMER_ABS 1
#define MSEC 1000000ull

/* From the release of one click to the press of the next. */
#define GAP (25 * MSEC)

#define MOUSE_ID 0x01
#define MOUSE_SIZE 16
#define BUTTONS 1
#define LEFT 0x01
/* X, Y (16 bits each), wheel, roller: all of them relative */
#define MOTION 2
#define MOTION_END 8
#define MARK 9
#define MARK_PLAIN_CLICK 0x01
#define MARK_DOUBLE_CLICK 0x80
/* A mark that the mouse does not use: a report of ours, to be replaced by what is due. */
#define MARK_SEND_DUE 0x7f

/* Presses and releases that wait: a power of 2. */
#define QUEUE 16

struct change {
	__u64 due;
	/* Without its motion. */
	__u8 report[MOUSE_SIZE];
};

struct mouse {
	struct bpf_timer next;
	struct bpf_wq send;
	/* When the host saw, or will see, the last release of this double click; 0: none yet. */
	__u64 released;
	/* By how much the left button is late; 0: it is not. */
	__u64 shift;
	__u32 hid;
	__u32 first;
	__u32 count;
	/* The left button of the device and of the host, and the host's other buttons. */
	__u8 device_left;
	__u8 host_left;
	__u8 others;
	/* Whether the last report had the mark. */
	__u8 marked;
	/* Whether the click in progress is left out, for want of room. */
	__u8 skipped;
	struct change queue[QUEUE];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct mouse);
} mice SEC(".maps");

/* May sleep, which injecting does. */
static int send_due(void *map, int *key, void *value)
{
	struct mouse *mouse = value;
	__u8 report[MOUSE_SIZE] = { MOUSE_ID };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(mouse->hid);

	if (!hctx)
		return 0;
	report[MARK] = MARK_SEND_DUE;
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}

static int next_is_due(void *map, int *key, struct mouse *mouse)
{
	bpf_wq_start(&mouse->send, 0);
	return 0;
}

static int wait_until(struct mouse *mouse, __u64 due)
{
	/* -EBUSY but for the first time */
	bpf_timer_init(&mouse->next, &mice, CLOCK_MONOTONIC);
	bpf_wq_init(&mouse->send, &mice, 0);
	if (bpf_wq_set_callback(&mouse->send, send_due, 0) ||
	    bpf_timer_set_callback(&mouse->next, next_is_due))
		return -1;
	return bpf_timer_start(&mouse->next, due, TIMER_ABS);
}

/* The marked report of ours becomes what is due. */
static int emit(struct mouse *mouse, __u8 *report)
{
	struct change *change = &mouse->queue[mouse->first % QUEUE];

	if (!mouse->count)
		return -1;
	if (bpf_ktime_get_ns() < change->due) {
		wait_until(mouse, change->due);
		return -1;
	}
	__builtin_memcpy(report, change->report, MOUSE_SIZE);
	mouse->host_left = report[BUTTONS] & LEFT;
	report[BUTTONS] = mouse->host_left | mouse->others;
	mouse->first++;
	mouse->count--;
	if (mouse->count)
		wait_until(mouse, mouse->queue[mouse->first % QUEUE].due);
	else if (!mouse->host_left)
		mouse->shift = 0;
	return 0;
}

/* When the host is to see this press or release. */
static __u64 due_time(struct mouse *mouse, __u8 left, __u64 now)
{
	__u64 due = now + mouse->shift;

	if (left && mouse->marked && mouse->released && due < mouse->released + GAP)
		due = mouse->released + GAP;
	return due;
}

/* Whether a press or release is put off; if not, it passes now. */
static int put_off(struct mouse *mouse, const __u8 *report, __u8 left, __u64 now)
{
	__u64 due = due_time(mouse, left, now);
	struct change *change;

	if (due > now) {
		/* Every press that waits has room for its release. */
		if (left && mouse->count > QUEUE - 2) {
			mouse->skipped = 1;
			return 1;
		}
		if (!mouse->count && wait_until(mouse, due))
			due = now;
	}
	if (!left && mouse->marked)
		mouse->released = due;
	if (due <= now) {
		mouse->shift = 0;
		return 0;
	}
	mouse->shift = due - now;
	change = &mouse->queue[(mouse->first + mouse->count) % QUEUE];
	change->due = due;
	__builtin_memcpy(change->report, report, MOUSE_SIZE);
	__builtin_memset(change->report + MOTION, 0, MOTION_END - MOTION);
	mouse->count++;
	return 1;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(space_clicks, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, MOUSE_SIZE);
	__u8 left, others, marked, late, news = 0;
	struct mouse *mouse;
	__u32 key = 0;

	if (!report || hctx->size != MOUSE_SIZE || report[0] != MOUSE_ID)
		return 0;
	mouse = bpf_map_lookup_elem(&mice, &key);
	if (!mouse)
		return 0;
	if (source && report[MARK] == MARK_SEND_DUE)
		return emit(mouse, report);

	marked = report[MARK] == MARK_DOUBLE_CLICK;
	if (marked) {
		report[MARK] = MARK_PLAIN_CLICK;
		if (!mouse->marked)
			mouse->released = 0;
	}
	mouse->marked = marked;
	mouse->hid = hctx->hid->id;

	left = report[BUTTONS] & LEFT;
	others = report[BUTTONS] & ~LEFT;
	late = mouse->shift != 0;
	if (left != mouse->device_left) {
		mouse->device_left = left;
		if (mouse->skipped) {
			mouse->skipped = 0;
			late = 1;
		} else {
			late = put_off(mouse, report, left, bpf_ktime_get_ns());
			if (!late)
				mouse->host_left = left;
		}
		/* What is put off as a whole leaves nothing to pass. */
		if (late) {
			for (int i = MOTION; i < MOTION_END; i++)
				news |= report[i];
			if (!news && others == mouse->others)
				return -1;
		}
	}
	mouse->others = others;
	if (late) {
		report[BUTTONS] = others | mouse->host_left;
		if (mouse->host_left)
			report[MARK] = MARK_PLAIN_CLICK;
	}
	return 0;
}

HID_BPF_OPS(rollermouse_double_click) = {
	.hid_device_event = (void *)space_clicks,
};

/* A mouse whose first report has id 1. */
static const __u8 mouse_collection[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01 };

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = 0;
	for (int i = 0; i < sizeof(mouse_collection); i++)
		if (args->rdesc[i] != mouse_collection[i])
			args->retval = -EINVAL;
	return 0;
}
