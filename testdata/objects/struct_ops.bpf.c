// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* struct_ops maps of both kinds, shared and unused programs, a struct that the kernel lacks. */
#include "types.h"
struct hid_bpf_ctx { __u32 index; };
struct hid_bpf_ops {
	int hid_id;
	__u32 flags;
	int (*hid_rdesc_fixup)(struct hid_bpf_ctx *ctx);
	int (*hid_device_event)(struct hid_bpf_ctx *ctx, int type, __u64 source);
};
struct hid_bpf_ops___later { int hid_id; int (*new_hook)(void); int (*hid_rdesc_fixup)(struct hid_bpf_ctx *ctx); };
struct other_ops { int (*call)(void); };

SEC("struct_ops/hid_device_event") int event(__u64 *ctx) { return 0; }
SEC("struct_ops.s/hid_rdesc_fixup") int fixup(__u64 *ctx) { return 1; }
SEC("?struct_ops/hid_device_event") int second_event(__u64 *ctx) { return 2; }
SEC("struct_ops/unused") int unused(__u64 *ctx) { return 3; }
SEC("struct_ops/call") int call(__u64 *ctx) { return 4; }
SEC("struct_ops/new_hook") int new_hook(__u64 *ctx) { return 5; }

SEC(".struct_ops.link") struct hid_bpf_ops both = { .hid_id = 0x77, .flags = 8, .hid_device_event = (void *)event, .hid_rdesc_fixup = (void *)fixup };
SEC(".struct_ops.link") struct hid_bpf_ops same_event = { .hid_device_event = (void *)event };
SEC("?.struct_ops") struct hid_bpf_ops plain = { .hid_id = 5, .hid_device_event = (void *)second_event };
SEC(".struct_ops.link") struct other_ops others = { .call = (void *)call };
SEC(".struct_ops.link") struct hid_bpf_ops___later later = { .new_hook = (void *)new_hook };
char _license[] SEC("license") = "Dual BSD/GPL";
