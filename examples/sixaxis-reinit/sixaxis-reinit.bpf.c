// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A Sony Sixaxis (054c:0268) on USB says nothing before its host has read feature report 0xf2, and
 * falls silent again whenever it has slept. What it does send when it wakes is one report that is
 * all zero but for its id. On that report: read 0xf2, from a work item because the hook may not
 * sleep; while the pad answers with an error, try again after 50, 100 and 200 ms.
 *
 * The report descriptor does not declare 0xf2, and hid_bpf_hw_request() takes declared reports
 * only: the descriptor gets it.
 */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x054c, 0x0268)
);

#define CLOCK_MONOTONIC 1
#define MSEC 1000000ull

#define INPUT_ID 0x01
#define INPUT_SIZE 49
/* Buttons, then the four sticks: these rest in the middle, so a pad that is awake never has all of them at zero. */
#define STATE_FIRST 1
#define STATE_END 10

#define ADDRESS_ID 0xf2
#define ADDRESS_SIZE 17

#define FIRST_RETRY (50 * MSEC)
#define RETRIES 3

struct pad {
	struct bpf_wq request;
	struct bpf_timer retry;
	__u32 hid;
	__u32 failures;
	/* Asked for: by the pad that wakes, by the timer. */
	__u32 woken;
	__u32 due;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pad);
} pads SEC(".maps");

/* A timer may not talk to the device itself. */
static int try_again(void *map, int *key, struct pad *pad)
{
	pad->due = 1;
	bpf_wq_start(&pad->request, 0);
	return 0;
}

/*
 * Reads the report that wakes the pad. May sleep. The timer is this work item's alone, which is why
 * nothing races for it. A pad that wakes again, be it while it is asked, starts all of it again.
 */
static int read_address(void *map, int *key, void *value)
{
	struct pad *pad = value;
	__u8 address[ADDRESS_SIZE] = { ADDRESS_ID };
	struct hid_bpf_ctx *hctx;
	int ret;

	if (pad->woken) {
		pad->woken = 0;
		pad->failures = 0;
		bpf_timer_cancel(&pad->retry);
	} else if (!pad->due) {
		return 0;
	}
	pad->due = 0;

	hctx = hid_bpf_allocate_context(pad->hid);
	if (!hctx)
		return 0;
	ret = hid_bpf_hw_request(hctx, address, sizeof(address), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(hctx);

	if (ret < 0 && !pad->woken && pad->failures < RETRIES) {
		/* The cancel has dropped the callback. */
		bpf_timer_set_callback(&pad->retry, try_again);
		bpf_timer_start(&pad->retry, FIRST_RETRY << pad->failures, 0);
		pad->failures++;
	}
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(wake_pad, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, STATE_END);
	struct pad *pad;
	__u32 key = 0;
	__u8 moved = 0;

	if (!report || hctx->size != INPUT_SIZE || report[0] != INPUT_ID)
		return 0;
	for (int i = STATE_FIRST; i < STATE_END; i++)
		moved |= report[i];
	if (moved)
		return 0;

	pad = bpf_map_lookup_elem(&pads, &key);
	if (!pad)
		return 0;
	/* -EBUSY but for the first time */
	bpf_timer_init(&pad->retry, &pads, CLOCK_MONOTONIC);
	bpf_wq_init(&pad->request, &pads, 0);
	bpf_wq_set_callback(&pad->request, read_address, 0);

	pad->hid = hctx->hid->id;
	pad->woken = 1;
	bpf_wq_start(&pad->request, 0);
	/* Nobody should see the sticks jump to a corner. */
	return -1;
}

/* Usage page and field size are still those of the report before. */
static const __u8 address_report[] = {
	0x85, ADDRESS_ID,		/*   Report ID */
	0x09, 0x01,			/*   Usage (vendor defined 1) */
	0x95, ADDRESS_SIZE - 1,		/*   Report Count */
	0xb1, 0x02,			/*   Feature (Data,Var,Abs) */
	0xc0,				/* End Collection */
};

#define RDESC_SIZE 89
#define RDESC_OPEN (RDESC_SIZE - 1)

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(declare_address, struct hid_bpf_ctx *hctx)
{
	__u8 *rdesc = hid_bpf_get_data(hctx, 0, RDESC_OPEN + sizeof(address_report));

	if (!rdesc || hctx->size != RDESC_SIZE || rdesc[RDESC_OPEN] != 0xc0)
		return 0;
	__builtin_memcpy(rdesc + RDESC_OPEN, address_report, sizeof(address_report));
	return RDESC_OPEN + sizeof(address_report);
}

HID_BPF_OPS(sixaxis_reinit) = {
	.hid_device_event = (void *)wake_pad,
	.hid_rdesc_fixup = (void *)declare_address,
};

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	args->retval = args->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
	return 0;
}
