// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Linux 6.12: a timer whose callback starts a work queue. */
#include "hid_bpf_program.h"

#define EVENT_SEC HID_DEVICE_EVENT_SEC
#define INIT_FLAGS 0
#define EXTRA_FIELD struct bpf_wq work;
#define LATER \
	static int work(void *map, int *key, void *value) { return send_next(key, value); } \
	static int later(void *map, int *key, struct element *e) { bpf_wq_start(&e->work, 0); return 0; } \
	static __always_inline int set_callback(struct element *e) \
	{ \
		int ret = bpf_wq_init(&e->work, &elements, 0); \
		return (ret == -16 ? 0 : ret) | bpf_wq_set_callback(&e->work, work, 0) | bpf_timer_set_callback(&e->timer, later); \
	}
#define SET_CALLBACK(e) set_callback(e)
#include "deferred.h"

HID_BPF_OPS(deferred) = { .hid_device_event = (void *)defer_two };
