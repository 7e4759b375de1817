// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Works on reports of a device that sends more than its descriptor says; declaring the long report makes the event buffer long enough. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(mark, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);

	if (data)
		data[1] = 0xaa;
	return 0;
}

#ifdef FIXED
/* report 3 of 101 bytes, before the end of the collection */
SEC(HID_RDESC_FIXUP_SEC) int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	static const __u8 more[] = { 0x85, 0x03, 0x75, 0x08, 0x95, 0x64, 0x09, 0x30, 0x81, 0x02, 0xc0 };
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_RDESC_MAX);
	__u32 end = hctx->size - 1;

	if (!data || end > 1000)
		return 0;
	__builtin_memcpy(data + end, more, sizeof(more));
	return end + sizeof(more);
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)mark, .hid_rdesc_fixup = (void *)fixup };
#else
HID_BPF_OPS(ops) = { .hid_device_event = (void *)mark };
#endif
