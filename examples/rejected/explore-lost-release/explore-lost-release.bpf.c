// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Wrong, and the verifier cannot know: under an unlucky order of things a release is lost.
 *
 * A dial reports presses and turns in a vendor's report of its own; each becomes a report of media
 * keys, sent by a work item. The hook queues what it gets and starts the work where it is not busy.
 * The work empties the queue, looks once more, in case something came meanwhile, and is not busy then.
 *
 * What comes while that one late report is sent is queued, and nobody looks: the hook has seen the
 * work busy, the work does not look a third time. It takes two events at the wrong moments: one
 * between the end of the loop and the second look, one after that. When the second is a release, the
 * key sticks until the dial is touched again.
 *
 * With KEEP_RELEASE it is right: not busy first, then look, until there is nothing.
 */
#include "hid_bpf_deferred.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_ANY_GROUP, 0x1209, 0xd1a1)
);

#define DIAL_ID 0x09
#define DIAL_SIZE 2
#define KEYS_ID 0x03

#define MOST 64

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, MOST);
	__type(value, __u8);
} reports SEC(".maps");

struct sender {
	struct bpf_wq work;
	__u32 hid;
	__u32 busy;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sender);
} senders SEC(".maps");

static void send(struct sender *sender, __u8 keys)
{
	__u8 report[] = { KEYS_ID, keys };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(sender->hid);

	if (!hctx)
		return;
	hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(hctx);
}

static int send_all(void *map, int *key, void *value)
{
	struct sender *sender = value;
	__u8 keys;

#ifdef KEEP_RELEASE
	sender->busy = 0;
#endif
	for (int i = 0; i < MOST; i++) {
		if (bpf_map_pop_elem(&reports, &keys))
			break;
		send(sender, keys);
	}
#ifndef KEEP_RELEASE
	if (!bpf_map_pop_elem(&reports, &keys))
		send(sender, keys);
	sender->busy = 0;
#endif
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(queue_dial, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	struct sender *sender;
	__u8 *report, keys;
	__u32 key = 0;

	if (source)
		return 0;
	report = hid_bpf_get_data(hctx, 0, DIAL_SIZE);
	if (!report || hctx->size != DIAL_SIZE || report[0] != DIAL_ID)
		return 0;
	sender = bpf_map_lookup_elem(&senders, &key);
	if (!sender)
		return 0;
	keys = report[1];
	if (bpf_map_push_elem(&reports, &keys, BPF_ANY))
		return 0;
	sender->hid = hctx->hid->id;
	if (!sender->busy) {
		sender->busy = 1;
		/* -EBUSY but for the first time */
		bpf_wq_init(&sender->work, &senders, 0);
		bpf_wq_set_callback(&sender->work, send_all, 0);
		bpf_wq_start(&sender->work, 0);
	}
	return -1;
}

#ifdef KEEP_RELEASE
HID_BPF_OPS(explore_kept_release) = {
#else
HID_BPF_OPS(explore_lost_release) = {
#endif
	.hid_device_event = (void *)queue_dial,
};
