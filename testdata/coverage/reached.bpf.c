// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What coverage has to tell apart: sides of branches, loops, functions that two programs call, callbacks of a helper
 * and of a timer, and what the verifier takes out.
 */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "Dual BSD/GPL";

#define SIZE 4
#define CLOCK_MONOTONIC 1

/* Never changed: the verifier knows its value, the compiler does not. */
const volatile int old_kernel = 0;

int sum, ticks, odd;

struct alarm {
	struct bpf_timer timer;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct alarm);
} alarms SEC(".maps");

static __attribute__((noinline)) int weigh(int value)
{
	if (value > 100)
		return 3;
	if (value < 0)
		return -1;
	return value & 1;
}

static long add(__u32 index, void *unused)
{
	if (index == 3)
		return 1;
	sum += index;
	return 0;
}

static int ring(void *map, int *key, struct bpf_timer *timer)
{
	ticks++;
	if (ticks > 100)
		sum = 0;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, SIZE);
	struct alarm *alarm;
	int key = 0;

	if (!data)
		return 0;
	if (old_kernel) {
		data[3] = 0xff;
		return 4;
	}
	switch (data[0]) {
	case 1:
		odd += weigh(data[1]);
		break;
	case 2:
		bpf_loop(10, add, NULL, 0);
		break;
	case 3:
		alarm = bpf_map_lookup_elem(&alarms, &key);
		if (!alarm)
			return 0;
		bpf_timer_init(&alarm->timer, &alarms, CLOCK_MONOTONIC);
		bpf_timer_set_callback(&alarm->timer, ring);
		bpf_timer_start(&alarm->timer, 1000000, 0);
		break;
	case 9:
		return -EINVAL;
	}
	return 0;
}

SEC(HID_RDESC_FIXUP_SEC)
int BPF_PROG(fixup, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, SIZE);

	if (!data)
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < SIZE; i++)
		sum += data[i] != 0;
	odd = weigh(sum);
	return 0;
}

HID_BPF_OPS(ops) = {
	.hid_device_event = (void *)event,
	.hid_rdesc_fixup = (void *)fixup,
};
