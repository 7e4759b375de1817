// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Metadata, probe and properties by udev-hid-bpf's conventions. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_BUS_USB, HID_GROUP_PLAIN, 0x1234, 0xfffe),
	HID_DEVICE(HID_BUS_BLUETOOTH, HID_ANY_GROUP, 0x1234, 0),
	HID_DEVICE(HID_ANY_BUS, HID_ANY_GROUP, 0, 0x0002)
);

char UDEV_PROP_SHORT[4];
char UDEV_PROP_SET[8] = "default";
const volatile char UDEV_PROP_CONST[8] = "const";

/* What the probe got. */
unsigned int seen_hid;
unsigned int seen_size;
int seen_retval;
unsigned char seen_first;
int answer;
int write_answer = 1;

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	seen_hid = args->hid;
	seen_size = args->rdesc_size;
	seen_retval = args->retval;
	seen_first = args->rdesc[0];
	if (write_answer)
		args->retval = answer;
	return 77;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	return UDEV_PROP_CONST[0] == 'c' ? 0 : -1;
}

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)event,
};
