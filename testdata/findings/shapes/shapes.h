/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs of this folder share: three maps whose values have a timer and a work item. */
#ifndef SHAPES_H
#define SHAPES_H

#include "hid_bpf_program.h"
char _license[] SEC("license") = "Dual BSD/GPL";
struct element { struct bpf_timer timer; struct bpf_wq work; __u8 report[8]; int hid; int state; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, struct element); } many SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, struct element); } byid SEC(".maps");
#define EV(name) SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(name, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
__u32 runs, last, errors;
static __always_inline struct element *el(void) { int z = 0; return bpf_map_lookup_elem(&elements, &z); }
static __always_inline struct element *mel(int k) { return bpf_map_lookup_elem(&many, &k); }
static int count(void *map, int *key, struct element *e) { runs++; return 0; }
#define OPS(f) HID_BPF_OPS(ops) = { .hid_device_event = (void *)f };

#endif
