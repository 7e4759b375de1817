// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: rfc-v2
/* RFC v2: a sleepable timer callback. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz, enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern int bpf_timer_set_sleepable_cb(struct bpf_timer *timer, int (callback_fn)(void *map, int *key, struct bpf_timer *timer)) __ksym;

#define EVENT_SEC "fmod_ret/hid_bpf_device_event"
#define INIT_FLAGS 16
#define EXTRA_FIELD
#define LATER static int later(void *map, int *key, struct element *e) { return send_next(key, e); }
#define SET_CALLBACK(e) bpf_timer_set_sleepable_cb(&(e)->timer, (void *)later)
#include "deferred.h"
