// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mistake: a SEC("syscall") program has no report; hid_bpf_get_data() is for the hooks. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct query_args {
	unsigned int hid;
	__u8 brightness;
	int retval;
};

SEC("syscall")
int read_report(struct query_args *args)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(args->hid);
	__u8 *report;

	if (!hctx)
		return 1;
	report = hid_bpf_get_data(hctx, 0, 2);
	if (report)
		args->brightness = report[1];
	hid_bpf_release_context(hctx);
	return 0;
}
