// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Callbacks that start each other without end, in the way that the property SPIN names. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define CLOCK_MONOTONIC 1
#define BPF_F_TIMER_ABS 1
#define MANY 64
#define HOUR (3600ULL * 1000000000)

/*
 * w: work that queues itself; 0: timer set to 0; p: to a time that is past; n: to a negative one; 1: to one nanosecond;
 * 2: two work items; m: a timer and a work item; i: work that injects a report, at which it is queued; d: work that asks the
 * device, which sends a report, at which it is queued; a: many timers; r: like i, every 30 ms; l: once, in an hour
 */
char UDEV_PROP_SPIN[4];

struct element {
	struct bpf_timer timer;
	struct bpf_wq wq;
	__u32 hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MANY);
	__type(key, __u32);
	__type(value, struct element);
} spinning SEC(".maps");

static bool begun;

static struct element *element(__u32 key)
{
	return bpf_map_lookup_elem(&spinning, &key);
}

static int work(void *map, int *key, void *value)
{
	__u8 report[4] = { 0, 1, 0, 0 };
	struct element *own = value;
	struct element *other;
	struct hid_bpf_ctx *hctx;

	switch (UDEV_PROP_SPIN[0]) {
	case 'w':
		bpf_wq_start(&own->wq, 0);
		break;
	case '2':
		other = element(*key ? 0 : 1);
		if (other)
			bpf_wq_start(&other->wq, 0);
		break;
	case 'm':
		bpf_timer_start(&own->timer, 0, 0);
		break;
	case 'i':
	case 'r':
	case 'd':
		hctx = hid_bpf_allocate_context(own->hid);
		if (!hctx)
			return 0;
		if (UDEV_PROP_SPIN[0] == 'd')
			hid_bpf_hw_output_report(hctx, report, sizeof(report));
		else
			hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
		hid_bpf_release_context(hctx);
		break;
	}
	return 0;
}

static int expired(void *map, int *key, struct element *own)
{
	switch (UDEV_PROP_SPIN[0]) {
	case '0':
	case 'a':
		bpf_timer_start(&own->timer, 0, 0);
		break;
	case 'p':
		bpf_timer_start(&own->timer, 1, BPF_F_TIMER_ABS);
		break;
	case 'n':
		bpf_timer_start(&own->timer, 1ULL << 63, BPF_F_TIMER_ABS);
		break;
	case '1':
		bpf_timer_start(&own->timer, 1, 0);
		break;
	case 'm':
	case 'r':
		bpf_wq_start(&own->wq, 0);
		break;
	}
	return 0;
}

static void make(__u32 key, __u32 hid)
{
	struct element *made = element(key);

	if (!made)
		return;
	made->hid = hid;
	bpf_timer_init(&made->timer, &spinning, CLOCK_MONOTONIC);
	bpf_timer_set_callback(&made->timer, expired);
	bpf_wq_init(&made->wq, &spinning, 0);
	bpf_wq_set_callback(&made->wq, work, 0);
}

static void begin(struct element *first)
{
	struct element *each;
	int i;

	switch (UDEV_PROP_SPIN[0]) {
	case 'a':
		for (i = 0; i < MANY; i++) {
			each = element(i);
			if (each)
				bpf_timer_start(&each->timer, 0, 0);
		}
		break;
	case 'l':
		bpf_timer_start(&first->timer, HOUR, 0);
		break;
	case 'r':
		bpf_timer_start(&first->timer, 30000000, 0);
		break;
	case '0':
	case 'p':
	case 'n':
	case '1':
		bpf_timer_start(&first->timer, 0, 0);
		break;
	default:
		bpf_wq_start(&first->wq, 0);
	}
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(start_spinning, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	struct element *first = element(0);
	int i;

	if (!first)
		return 0;
	if (!begun) {
		begun = true;
		for (i = 0; i < MANY; i++)
			make(i, hctx->hid->id);
		begin(first);
	} else if (source || UDEV_PROP_SPIN[0] == 'd') {
		begin(first);
	}
	return 0;
}

HID_BPF_OPS(spin) = {
	.hid_device_event = (void *)start_spinning,
};
