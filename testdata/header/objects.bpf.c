// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Open-coded loops, timers, work queues, spin locks, ring buffers, dynptrs, lists and kptrs. */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "Dual BSD/GPL";

struct element {
	struct bpf_spin_lock lock;
	struct bpf_timer timer;
	struct bpf_wq work;
	__u32 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct element);
} elements SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct event {
	__u64 time;
	__u32 vendor;
	char name[16];
};

static int on_work(void *map, int *key, void *value)
{
	struct element *e = value;

	bpf_spin_lock(&e->lock);
	e->count++;
	bpf_spin_unlock(&e->lock);
	return 0;
}

static int on_timer(void *map, int *key, struct element *e)
{
	bpf_wq_start(&e->work, 0);
	return 0;
}

SEC("struct_ops/hid_device_event")
int BPF_PROG(use_all, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 8);
	struct bpf_iter_num it;
	struct bpf_dynptr ptr;
	struct element *e;
	struct event *ev;
	int key = 0, sum = 0;
	int *i;

	if (!data || type != HID_INPUT_REPORT || source)
		return 0;

	bpf_iter_num_new(&it, 0, 8);
	while ((i = bpf_iter_num_next(&it))) {
		if (*i >= 0 && *i < 8)
			sum += data[*i];
	}
	bpf_iter_num_destroy(&it);

	e = bpf_map_lookup_elem(&elements, &key);
	if (!e)
		return 0;
	bpf_spin_lock(&e->lock);
	e->count += sum;
	bpf_spin_unlock(&e->lock);
	bpf_timer_start(&e->timer, 1000000, 0);

	ev = bpf_ringbuf_reserve(&events, sizeof(*ev), 0);
	if (ev) {
		ev->time = bpf_ktime_get_ns();
		ev->vendor = hctx->hid->vendor;
		bpf_core_read_str(ev->name, sizeof(ev->name), &hctx->hid->name);
		bpf_ringbuf_submit(ev, 0);
	}
	if (!bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr)) {
		bpf_dynptr_write(&ptr, 0, &sum, sizeof(sum), 0);
		if (bpf_dynptr_size(&ptr) == 16)
			sum++;
	}
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("struct_ops.s/hid_hw_request")
int BPF_PROG(in_request, struct hid_bpf_ctx *hctx, unsigned char reportnum,
	     enum hid_report_type rtype, enum hid_class_request reqtype, __u64 source)
{
	return reqtype == HID_REQ_GET_REPORT && bpf_core_field_exists(hctx->hid->uniq) ? reportnum : 0;
}

SEC(".struct_ops.link")
struct hid_bpf_ops objects = {
	.hid_device_event = (void *)use_all,
	.hid_hw_request = (void *)in_request,
	.flags = 0,
};

SEC("syscall")
int probe(struct hid_bpf_ctx *unused)
{
	struct element *e;
	int key = 0;

	e = bpf_map_lookup_elem(&elements, &key);
	if (!e)
		return -1;
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_timer_set_callback(&e->timer, on_timer);
	bpf_wq_init(&e->work, &elements, 0);
	return bpf_wq_set_callback_impl(&e->work, on_work, 0, (void *)0);
}
