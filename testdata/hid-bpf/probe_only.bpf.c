// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Nothing in it can be attached. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC("syscall")
int probe(struct hid_bpf_probe_args *ctx)
{
	ctx->retval = 0;
	return 0;
}
