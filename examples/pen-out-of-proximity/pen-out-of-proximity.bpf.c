// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Built a second time with -DHID_BPF_TRACING for Linux 6.10, whose programs are of type fmod_ret.
/*
 * A pen that reports too eagerly that it left: the report "out of range" comes whenever the tablet
 * loses it for a moment, mostly while the user turns it over, and the pen is back a few milliseconds
 * later. Applications then see a stroke end and another one begin.
 *
 * Hold that report back for 20 ms. When the pen is in range again by then, forget it: the host sees no
 * gap. Else send it, late.
 *
 * The event hook takes back what it put off with bpf_timer_cancel(), which drops the timer's callback
 * as well; so the hook sets it again each time, though it may not sleep and the callback's work does.
 *
 * Who touches the state holds the device's input lock: the hook always does, and the work item only
 * asks the hook to send the report, by injecting one that is marked.
 */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x28bd, 0x0935)
);

#define EBUSY 16
#define CLOCK_MONOTONIC 1
#define TIMER_ABS 1
#define MSEC 1000000ull

#define HOLD (20 * MSEC)

#define PEN_ID 0x07
#define PEN_SIZE 10
#define FLAGS 1
#define IN_RANGE 0x20
/* A bit of padding that the pen leaves zero: a report of ours, to be replaced by the one held back. */
#define SEND_HELD 0x80

struct pen {
	struct bpf_timer hold;
	struct bpf_wq send;
	__u64 due;
	__u32 hid;
	/* What the host knows. */
	__u8 in_range;
	/* Whether report[] waits to be sent. */
	__u8 held;
	__u8 report[PEN_SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pen);
} pens SEC(".maps");

/* May sleep, which injecting does. */
static int send_held(void *map, int *key, void *value)
{
	struct pen *pen = value;
	__u8 report[PEN_SIZE] = { PEN_ID, SEND_HELD };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(pen->hid);

	if (!hctx)
		return 0;
#ifdef HID_BPF_TRACING /* 6.10 does not wait for the input lock */
	if (hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report)) == -EBUSY)
		bpf_wq_start(&pen->send, 0);
#else
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
#endif
	hid_bpf_release_context(hctx);
	return 0;
}

static int hold_over(void *map, int *key, struct pen *pen)
{
	bpf_wq_start(&pen->send, 0);
	return 0;
}

static int put_off(struct pen *pen)
{
	/* -EBUSY but for the first time */
	bpf_timer_init(&pen->hold, &pens, CLOCK_MONOTONIC);
	bpf_wq_init(&pen->send, &pens, 0);
	if (bpf_wq_set_callback(&pen->send, send_held, 0) ||
	    bpf_timer_set_callback(&pen->hold, hold_over))
		return -1;
	pen->due = bpf_ktime_get_ns() + HOLD;
	return bpf_timer_start(&pen->hold, pen->due, TIMER_ABS);
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(hold_out_of_range, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, PEN_SIZE);
#ifdef HID_BPF_TRACING
	const bool is_ours = true; /* 6.10 does not say who sent a report: the mark alone tells */
#else
	const bool is_ours = source;
#endif
	struct pen *pen;
	__u32 key = 0;

	if (!report || hctx->size != PEN_SIZE || report[0] != PEN_ID)
		return 0;
	pen = bpf_map_lookup_elem(&pens, &key);
	if (!pen)
		return 0;

	if (is_ours && report[FLAGS] & SEND_HELD) {
		/* The pen may be back since the work was queued, or even gone a second time. */
		if (!pen->held || bpf_ktime_get_ns() < pen->due)
			return -1;
		__builtin_memcpy(report, pen->report, PEN_SIZE);
		pen->held = 0;
		pen->in_range = 0;
		return 0;
	}

	if (report[FLAGS] & IN_RANGE) {
		if (pen->held) {
			pen->held = 0;
			bpf_timer_cancel(&pen->hold);
		}
		pen->in_range = 1;
		return 0;
	}

	if (!pen->in_range)
		return 0;
	if (!pen->held) {
		pen->hid = hctx->hid->id;
		if (put_off(pen)) {
			pen->in_range = 0;
			return 0;
		}
		__builtin_memcpy(pen->report, report, PEN_SIZE);
		pen->held = 1;
	}
	return -1;
}

#ifndef HID_BPF_TRACING
HID_BPF_OPS(pen_out_of_proximity) = {
	.hid_device_event = (void *)hold_out_of_range,
};
#endif

/* The pen's interface, not the tablet's keys: its descriptor begins with a digitizer's pen. */
static const __u8 pen_collection[] = { 0x05, 0x0d, 0x09, 0x02, 0xa1, 0x01, 0x85, PEN_ID };

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = 0;
	for (int i = 0; i < sizeof(pen_collection); i++)
		if (args->rdesc[i] != pen_collection[i])
			args->retval = -EINVAL;
	return 0;
}
