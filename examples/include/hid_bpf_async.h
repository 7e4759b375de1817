/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Functions that run later, where they may sleep: talk to the device, inject reports. A timer waits,
 * a work queue runs the function. Needs Linux 6.10.
 *
 *	#define HID_BPF_ASYNC_MAX_CTX 1
 *	#include "hid_bpf_async.h"
 *
 *	static int HID_BPF_ASYNC_FUN(wake_up)(struct hid_bpf_ctx *ctx)
 *	{
 *		...
 *	}
 *
 * In probe: ctx->retval = HID_BPF_ASYNC_INIT(wake_up); in a hook or in the function itself:
 * HID_BPF_ASYNC_DELAYED_CALL(wake_up, ctx, 10), which runs it 10 ms later.
 *
 * A function that waits to run is not started a second time: -EINVAL. A result must be looked at.
 */
#ifndef HID_BPF_ASYNC_H
#define HID_BPF_ASYNC_H

#include "hid_bpf_helpers.h"

#ifndef HID_BPF_ASYNC_MAX_CTX
#error "define HID_BPF_ASYNC_MAX_CTX before this header: how many deferred functions there are"
#endif

#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 1
#endif

typedef int (*hid_bpf_async_callback_t)(void *map, int *key, void *value);

enum hid_bpf_async_state {
	HID_BPF_ASYNC_STATE_UNSET,
	HID_BPF_ASYNC_STATE_INITIALIZED,
	HID_BPF_ASYNC_STATE_STARTING,
	HID_BPF_ASYNC_STATE_RUNNING,
};

/* One deferred function and its state, which only changes under the lock. */
struct hid_bpf_async_map_elem {
	struct bpf_timer timer;
	struct bpf_wq wq;
	struct bpf_spin_lock lock;
	enum hid_bpf_async_state state;
	__u32 hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HID_BPF_ASYNC_MAX_CTX);
	__type(key, __u32);
	__type(value, struct hid_bpf_async_map_elem);
} hid_bpf_async_ctx_map SEC(".maps");

static __always_inline __u64 ms_to_ns(__u64 milliseconds)
{
	return milliseconds * 1000000;
}

/* From one state to another; false where it is in none of both. */
static __always_inline _Bool hid_bpf_async_move(struct hid_bpf_async_map_elem *elem,
						enum hid_bpf_async_state from,
						enum hid_bpf_async_state or_from,
						enum hid_bpf_async_state to)
{
	guard(bpf_spin)(&elem->lock);
	if (elem->state != from && elem->state != or_from)
		return 0;
	elem->state = to;
	return 1;
}

/* The timer may not sleep: it hands over to the work queue. */
static int hid_bpf_async_timer_ends(void *map, int *key, void *value)
{
	struct hid_bpf_async_map_elem *elem = value;

	bpf_wq_start(&elem->wq, 0);
	return 0;
}

static __always_inline int hid_bpf_async_init_elem(struct hid_bpf_async_map_elem *elem)
{
	int err = bpf_timer_init(&elem->timer, &hid_bpf_async_ctx_map, CLOCK_MONOTONIC);

	if (!err)
		err = bpf_wq_init(&elem->wq, &hid_bpf_async_ctx_map, 0);
	return err;
}

/* Takes a place for one more deferred function: its key, or a negative error number. */
static __always_inline int hid_bpf_async_get_ctx(void)
{
	for (int i = 0; i < HID_BPF_ASYNC_MAX_CTX; i++) {
		int key = i, err; /* its address is taken: the verifier loses count of it */
		struct hid_bpf_async_map_elem *elem =
			bpf_map_lookup_elem(&hid_bpf_async_ctx_map, &key);

		if (!elem || !hid_bpf_async_move(elem, HID_BPF_ASYNC_STATE_UNSET,
						 HID_BPF_ASYNC_STATE_UNSET,
						 HID_BPF_ASYNC_STATE_INITIALIZED))
			continue;
		err = hid_bpf_async_init_elem(elem);
		return err ? err : i;
	}
	return -EINVAL;
}

static __always_inline int hid_bpf_async_start(struct hid_bpf_async_map_elem *elem,
					       __u64 milliseconds, hid_bpf_async_callback_t wq_cb)
{
	int err = bpf_wq_set_callback(&elem->wq, wq_cb, 0);

	if (err)
		return err;
	if (!milliseconds)
		return bpf_wq_start(&elem->wq, 0);
	/* each time: a cancel drops the callback */
	err = bpf_timer_set_callback(&elem->timer, hid_bpf_async_timer_ends);
	return err ? err : bpf_timer_start(&elem->timer, ms_to_ns(milliseconds), 0);
}

/* Runs a HID_BPF_ASYNC_CB later, with a context of this device. */
static __always_inline int hid_bpf_async_delayed_call(struct hid_bpf_ctx *ctx, __u64 milliseconds,
						      int key, hid_bpf_async_callback_t wq_cb)
{
	struct hid_bpf_async_map_elem *elem = bpf_map_lookup_elem(&hid_bpf_async_ctx_map, &key);
	int err;

	if (!elem || !hid_bpf_async_move(elem, HID_BPF_ASYNC_STATE_INITIALIZED,
					 HID_BPF_ASYNC_STATE_RUNNING,
					 HID_BPF_ASYNC_STATE_STARTING))
		return -EINVAL;
	elem->hid = ctx->hid->id;
	err = hid_bpf_async_start(elem, milliseconds, wq_cb);
	if (err)
		hid_bpf_async_move(elem, HID_BPF_ASYNC_STATE_STARTING,
				   HID_BPF_ASYNC_STATE_STARTING,
				   HID_BPF_ASYNC_STATE_INITIALIZED);
	return err;
}

static __always_inline int hid_bpf_async_call(struct hid_bpf_ctx *ctx, int key,
					      hid_bpf_async_callback_t wq_cb)
{
	return hid_bpf_async_delayed_call(ctx, 0, key, wq_cb);
}

/*
 * static int HID_BPF_ASYNC_CB(name)(struct hid_bpf_ctx *ctx) { ... } makes the callback of a work
 * queue out of a function of a context. The device may be gone when it runs: then it does not.
 */
#define HID_BPF_ASYNC_CB(callback) \
	callback(void *map, int *key, void *value); \
	static __always_inline int callback##_with_context_(struct hid_bpf_ctx *); \
	__typeof__(callback((void *)0, (int *)0, (void *)0)) callback(void *map, int *key, \
								      void *value) \
	{ \
		struct hid_bpf_async_map_elem *elem = value; \
		struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(elem->hid); \
\
		hid_bpf_async_move(elem, HID_BPF_ASYNC_STATE_STARTING, \
				   HID_BPF_ASYNC_STATE_STARTING, HID_BPF_ASYNC_STATE_RUNNING); \
		if (ctx) { \
			callback##_with_context_(ctx); \
			hid_bpf_release_context(ctx); \
		} \
		hid_bpf_async_move(elem, HID_BPF_ASYNC_STATE_RUNNING, \
				   HID_BPF_ASYNC_STATE_RUNNING, \
				   HID_BPF_ASYNC_STATE_INITIALIZED); \
		return 0; \
	} \
	static __always_inline int callback##_with_context_

/* The same with a place of its own, which HID_BPF_ASYNC_INIT takes. */
#define HID_BPF_ASYNC_FUN(function) \
	function(struct hid_bpf_ctx *ctx); \
	int function##_async_key_; \
	static __always_inline int function##_async_init_(void) \
	{ \
		function##_async_key_ = hid_bpf_async_get_ctx(); \
		return function##_async_key_ < 0 ? function##_async_key_ : 0; \
	} \
	static int HID_BPF_ASYNC_CB(function##_async_)(struct hid_bpf_ctx *ctx) \
	{ \
		return function(ctx); \
	} \
	__typeof__(function((struct hid_bpf_ctx *)0)) function

#define HID_BPF_ASYNC_INIT(function) function##_async_init_()
#define HID_BPF_ASYNC_DELAYED_CALL(function, ctx, milliseconds) \
	hid_bpf_async_delayed_call(ctx, milliseconds, function##_async_key_, function##_async_)

#endif
