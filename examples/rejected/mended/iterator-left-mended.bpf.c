// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Mended: each way out destroys the iterator. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(find_key, struct hid_bpf_ctx *hctx)
{
	__u8 *report = hid_bpf_get_data(hctx, 0, 8);
	struct bpf_iter_num it;
	int *at;

	if (!report)
		return 0;
	bpf_iter_num_new(&it, 2, 8);
	while ((at = bpf_iter_num_next(&it))) {
		int i = *at;

		if (i < 2 || i >= 8)
			break;
		if (report[i] == 0x39) {
			bpf_iter_num_destroy(&it);
			return -1;
		}
	}
	bpf_iter_num_destroy(&it);
	return 0;
}

HID_BPF_OPS(key_ops) = {
	.hid_device_event = (void *)find_key,
};
