// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every kfunc that talks to a device, called as a test asks: from a syscall program, from the event
 * hook, from the request hooks. What a hook saw stands in globals.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

enum { NOTHING, HW_REQUEST, OUTPUT_REPORT, INPUT_REPORT, TRY_INPUT_REPORT };

#define ROOM 64

/* The buffer comes first: a context may only be handed on from its start. */
struct call {
	__u8 data[ROOM];
	unsigned int hid;
	int kfunc;
	int type;
	int request;
	unsigned int size;
	int ret;
};

/* What the event hook does, how often it ran, what it saw last. */
struct call on_event;
int event_result;
int events;
int nested_events;
int last_size;
int last_type;
__u64 last_source;
__u8 last_data[ROOM];

/* The same for requests. */
struct call on_request;
int request_result;
int requests;
int nested_result;
int last_request;
int last_number;
int last_class;
__u8 request_mark;
char UDEV_PROP_MODE[8];
const char UDEV_PROP_FIXED[8] = "fixed";

SEC("syscall")
int call(struct call *args)
{
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(args->hid);
	unsigned int size = args->size;

	if (!ctx)
		return -1;
	if (size > ROOM)
		size = ROOM;
	switch (args->kfunc) {
	case HW_REQUEST:
		args->ret = hid_bpf_hw_request(ctx, args->data, size, args->type, args->request);
		break;
	case OUTPUT_REPORT:
		args->ret = hid_bpf_hw_output_report(ctx, args->data, size);
		break;
	case INPUT_REPORT:
		args->ret = hid_bpf_input_report(ctx, args->type, args->data, size);
		break;
	}
	hid_bpf_release_context(ctx);
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, ROOM);

	events++;
	last_size = hctx->size;
	last_type = type;
	last_source = source;
	if (!data)
		return 0;
	__builtin_memcpy(last_data, data, ROOM);
	if (on_event.kfunc == TRY_INPUT_REPORT) {
		__u8 report[6];

		__builtin_memcpy(report, on_event.data, sizeof(report));
		if (source)
			nested_result = hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, report,
								 sizeof(report));
		else
			on_event.ret = hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, report,
								sizeof(report));
	}
	return event_result;
}

SEC("struct_ops.s/hid_hw_request")
int BPF_PROG(hw_request, struct hid_bpf_ctx *hctx, unsigned char reportnum,
	     enum hid_report_type rtype, enum hid_class_request reqtype, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);
	__u8 copy[2];

	requests++;
	last_number = reportnum;
	last_request = rtype;
	last_class = reqtype;
	if (!data)
		return request_result;
	if (request_mark)
		data[1] = request_mark;
	if (on_request.kfunc == HW_REQUEST) {
		int ret;

		__builtin_memcpy(copy, data, sizeof(copy));
		ret = hid_bpf_hw_request(hctx, copy, sizeof(copy), rtype, reqtype);
		if (ret == -35)
			nested_result = ret;
		else
			on_request.ret = ret;
	}
	return request_result;
}

SEC("struct_ops.s/hid_hw_output_report")
int BPF_PROG(hw_output_report, struct hid_bpf_ctx *hctx, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);

	requests++;
	if (data && request_mark)
		data[1] = request_mark;
	return request_result;
}

SEC(".struct_ops.link") struct hid_bpf_ops hooks = {
	.hid_device_event = (void *)event,
	.hid_hw_request = (void *)hw_request,
	.hid_hw_output_report = (void *)hw_output_report,
};
