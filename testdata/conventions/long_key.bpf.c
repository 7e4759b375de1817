// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A property map whose key has 8 bytes: udev-hid-bpf refuses the object. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct {
	int (*type)[BPF_MAP_TYPE_HASH];
	int (*max_entries)[1];
	__u64 *key;
	__u8 (*value)[8];
} UDEV_PROP_LONG_KEY SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u64 zero = 0;

	return bpf_map_lookup_elem(&UDEV_PROP_LONG_KEY, &zero) ? -1 : 0;
}

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)event,
};
