// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: the size is compared with the buffer before, as an unsigned number. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC("struct_ops.s/hid_hw_output_report")
int BPF_PROG(mirror_output, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 report[16] = { 0x05 };
	__u32 size = hctx->size;

	if (size > sizeof(report))
		return 0;
	return hid_bpf_hw_output_report(hctx, report, size);
}

HID_BPF_OPS(mirror) = {
	.hid_hw_output_report = (void *)mirror_output,
};
