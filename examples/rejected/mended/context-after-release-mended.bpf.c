// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the context is released behind its last use. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct light_args {
	unsigned int hid;
	__u8 brightness;
	int retval;
};

SEC("syscall")
int set_light(struct light_args *args)
{
	__u8 report[2] = { 0x05, args->brightness };
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(args->hid);

	if (!hctx)
		return 1;
	args->retval = hid_bpf_hw_output_report(hctx, report, sizeof(report));
	hid_bpf_release_context(hctx);
	return 0;
}
