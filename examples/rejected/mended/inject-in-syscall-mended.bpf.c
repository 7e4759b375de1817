// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: hid_bpf_input_report() is the one for SEC("syscall"). */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct inject_args {
	unsigned int hid;
	__u8 buttons;
	int retval;
};

SEC("syscall")
int press(struct inject_args *args)
{
	__u8 report[2] = { 0x01, args->buttons };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(args->hid);

	if (!hctx)
		return 1;
	args->retval = hid_bpf_input_report(hctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}
