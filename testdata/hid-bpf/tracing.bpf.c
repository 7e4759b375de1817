// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 6.10
/* The tracing era: two programs that leave their mark in turn, a descriptor fixup, attach by kfunc. */
#define HID_BPF_TRACING
#include "hid_bpf_program.h"

extern int hid_bpf_attach_prog(unsigned int hid_id, int prog_fd, __u32 flags) __ksym;

char _license[] SEC("license") = "Dual BSD/GPL";

struct attach_args {
	unsigned int hid;
	int fd;
	unsigned int flags;
	int ret;
};

int result;

/* Bytes 1 and 2 of a report: who ran, in order. */
static int mark(struct hid_bpf_ctx *hctx, __u8 who)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 3);

	if (!data)
		return 0;
	data[2] = data[1];
	data[1] = who;
	return result;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(first, struct hid_bpf_ctx *hctx)
{
	return mark(hctx, 0x0a);
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(second, struct hid_bpf_ctx *hctx)
{
	if (hctx->report_type != HID_INPUT_REPORT || hctx->hid->bus != 3)
		return -1;
	return mark(hctx, 0x0b);
}

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	__u8 *rdesc = hid_bpf_get_data(hctx, 0, 5);

	if (!rdesc)
		return 0;
	rdesc[4] = 0x22;
	return 0;
}

SEC("syscall")
int attach(struct attach_args *args)
{
	args->ret = hid_bpf_attach_prog(args->hid, args->fd, args->flags);
	return 0;
}
