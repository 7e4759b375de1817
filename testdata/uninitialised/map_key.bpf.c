// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A key with padding that is never set: the same key is another one each time. */
#include "leaks.h"

struct key {
	__u8 button;
	__u16 page;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4);
	__type(key, struct key);
	__type(value, __u32);
} seen SEC(".maps");

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(note, struct hid_bpf_ctx *hctx)
{
	struct key key;
	__u32 value = 7;

	FRESH(key);
	key.button = 3;
	key.page = 9;
	UNKNOWN(key);
	bpf_map_update_elem(&seen, &key, &value, BPF_ANY);
	return 0;
}
HID_BPF_OPS(ops) = { .hid_device_event = (void *)note };
