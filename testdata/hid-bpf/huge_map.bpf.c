// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps that no machine has room for. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, (1u << 30) - 1);
	__type(key, __u32);
	__type(value, __u64);
} many SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 0x3ffffff8);
} large SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&many, &key) || bpf_map_lookup_elem(&large, &key);
}

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)event,
};
