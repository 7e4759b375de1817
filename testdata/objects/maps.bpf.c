// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every attribute of BTF-defined maps, and data sections of every name. */
#include "types.h"

struct key { __u32 a; __u16 b; };
struct value { __u64 counter; char text[24]; };

struct { __uint(type, MAP_HASH); __type(key, struct key); __type(value, struct value); __uint(max_entries, 128); __uint(map_flags, 1 | 4); __uint(numa_node, 1); __uint(pinning, 1); } by_type SEC(".maps");
struct { __uint(type, MAP_HASH); __uint(key_size, 12); __uint(value_size, 40); __uint(max_entries, 7); } by_size SEC(".maps");
struct { __uint(type, MAP_RINGBUF); __uint(max_entries, 5000); } ring SEC(".maps");
struct { __uint(type, MAP_BLOOM); __uint(value_size, 8); __uint(max_entries, 100); __uint(map_extra, 3); } bloom SEC(".maps");

struct inner { __uint(type, MAP_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 3); } inner_one SEC(".maps"), inner_two SEC(".maps");
struct { __uint(type, MAP_ARRAY_OF_MAPS); __uint(max_entries, 4); __type(key, __u32); __array(values, struct inner); } outer SEC(".maps") = { .values = { [0] = &inner_one, [3] = &inner_two } };

int tail_one(void *ctx);
int tail_two(void *ctx);
struct { __uint(type, MAP_PROG_ARRAY); __uint(max_entries, 8); __type(key, __u32); __array(values, int(void *)); } jumps SEC(".maps") = { .values = { [1] = (void *)&tail_one, [5] = (void *)&tail_two } };

int HID;
__u64 counter = 0x1122334455667788ULL;
const volatile int limit = 42;
const volatile char UDEV_PROP_NAME[32] = "none";
static volatile __u32 hidden_counter = 9;
static volatile int zero_static;
__u32 custom SEC(".data.custom") = 0xabcd;
const volatile __u16 table[4] SEC(".rodata.table") = { 1, 2, 3, 4 };
__attribute__((visibility("hidden"))) int hidden_global = 5;
const char config[8] SEC(".hid_bpf_config") = "cfg\0\1\2\3";

SEC("syscall") int tail_one(void *ctx) { return limit; }
SEC("syscall") int tail_two(void *ctx) { return table[1]; }
SEC("syscall")
int use_all(void *ctx)
{
	struct key k = { 1, 2 };
	struct value *v = bpf_map_lookup_elem(&by_type, &k);

	if (v)
		counter += v->counter;
	hidden_counter++;
	zero_static++;
	custom++;
	hidden_global++;
	bpf_tail_call(ctx, &jumps, 1);
	return HID + UDEV_PROP_NAME[2] + (bpf_map_lookup_elem(&by_type, &k) != 0);
}
char _license[] SEC("license") = "Dual BSD/GPL";
int _version SEC("version") = 0x060c00;
