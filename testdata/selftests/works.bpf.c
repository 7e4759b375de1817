// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Work queues in every kind of map, started by an event hook that may not sleep and by a syscall program that may; the callback asks the
 * device, which only sleepable code can. */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

struct all { int number; struct bpf_timer timer; struct bpf_spin_lock lock; struct bpf_wq work; };
struct some { int number; struct bpf_wq work; };

#define TABLE(name, kind, value_type) struct { __uint(type, kind); __uint(max_entries, 4); __type(key, int); __type(value, value_type); } name SEC(".maps")
TABLE(array, BPF_MAP_TYPE_ARRAY, struct some);
TABLE(hash, BPF_MAP_TYPE_HASH, struct all);
TABLE(lru, BPF_MAP_TYPE_LRU_HASH, struct some);
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(map_flags, BPF_F_NO_PREALLOC); __uint(max_entries, 4); __type(key, int); __type(value, struct all); } hash_malloc SEC(".maps");

int id;
__s64 started[8] = { 77, 77, 77, 77, 77, 77, 77, 77 }, answered[8];

static int ask(void *map, int *key, void *value)
{
	__u8 feature[4] = { 1 };
	int number = *(int *)value;
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(id);

	if (!ctx)
		return 0;
	answered[number & 7] += hid_bpf_hw_request(ctx, feature, sizeof(feature), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
	hid_bpf_release_context(ctx);
	return 0;
}

#define START(table, struct_type, slot, n) \
	static __noinline int start_##n(void) \
	{ \
		struct struct_type fresh = { .number = n }, *e; \
		int key = slot, ret; \
		ret = bpf_map_update_elem(&table, &key, &fresh, BPF_ANY); \
		if (ret) \
			return ret; \
		e = bpf_map_lookup_elem(&table, &key); \
		if (!e) \
			return -2; \
		return bpf_wq_init(&e->work, &table, 0) | bpf_wq_set_callback(&e->work, ask, 0) | bpf_wq_start(&e->work, 0); \
	}
START(array, some, 0, 0)
START(array, some, 1, 1)
START(hash, all, 2, 2)
START(hash_malloc, all, 3, 3)
START(lru, some, 4, 4)

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);

	if (!data)
		return 0;
	switch (data[1]) {
	case 0: started[0] = start_0(); break;
	case 2: started[2] = start_2(); break;
	case 3: started[3] = start_3(); break;
	case 4: started[4] = start_4(); break;
	}
	return 0;
}
HID_BPF_OPS(works) = { .hid_device_event = (void *)event };

SEC("syscall") int start_from_syscall(void *ctx)
{
	started[1] = start_1();
	return 0;
}
