// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel's own tests of HID-BPF check, by programs of ours: one struct_ops map for each. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz, enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern int hid_bpf_hw_output_report(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_try_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf, size_t buf__sz) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value), unsigned int flags, void *aux__ign) __ksym;

#define EVENT(name) SEC("struct_ops/hid_device_event") int BPF_PROG(name##_prog, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
#define REQUEST(name) SEC("struct_ops.s/hid_hw_request") int BPF_PROG(name##_prog, struct hid_bpf_ctx *hctx, unsigned char number, enum hid_report_type rtype, enum hid_class_request request, __u64 source)
#define OUTPUT(name) SEC("struct_ops.s/hid_hw_output_report") int BPF_PROG(name##_prog, struct hid_bpf_ctx *hctx, __u64 source)
#define MAP(name, member) SEC(".struct_ops.link") struct hid_bpf_ops name = { .member = (void *)name##_prog }

__u32 checked = 52;
__u64 current_file;
int inner_result = 77;

EVENT(first)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d)
		return 0;
	checked = d[1];
	d[2] = d[1] + 5;
	return hctx->size;
}
MAP(first, hid_device_event);

static int add_five(struct hid_bpf_ctx *hctx)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d)
		return 0;
	d[2] = d[1] + 5;
	return hctx->size;
}
EVENT(subprogram) { return add_five(hctx); }
MAP(subprogram, hid_device_event);

EVENT(second)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 4);

	if (!d)
		return 0;
	d[3] = d[2] + 5;
	return hctx->size;
}
MAP(second, hid_device_event);

EVENT(change_id)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d)
		return 0;
	d[0] = 2;
	return 9;
}
MAP(change_id, hid_device_event);

/* The buffer comes first: a context may only be handed on from its start. */
struct io { __u8 data[16]; __u32 hid; __u32 number; __s64 result; };

#define IO(name, call) \
	SEC("syscall") int name(struct io *a) \
	{ \
		struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(a->hid); \
		if (!ctx) \
			return -1; \
		a->result = call; \
		hid_bpf_release_context(ctx); \
		return 0; \
	}
IO(user_input, hid_bpf_input_report(ctx, HID_INPUT_REPORT, a->data, 10))
IO(user_output, hid_bpf_hw_output_report(ctx, a->data, 10))
IO(user_request, hid_bpf_hw_request(ctx, a->data, 10, HID_FEATURE_REPORT, HID_REQ_GET_REPORT))

REQUEST(filter_request) { return -20; }
MAP(filter_request, hid_hw_request);

REQUEST(change_request)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d || source != current_file)
		return 0;
	d[0] = number;
	inner_result = hid_bpf_hw_request(hctx, d, 2, rtype, request);
	d[0] = number + 1;
	d[1] = number + 2;
	d[2] = number + 3;
	return 3;
}
MAP(change_request, hid_hw_request);

REQUEST(loop_request)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d)
		return 0;
	d[0] = number;
	inner_result = hid_bpf_hw_request(hctx, d, 2, rtype, request);
	return inner_result == 2 ? 3 : 0;
}
MAP(loop_request, hid_hw_request);

OUTPUT(filter_output) { return -25; }
MAP(filter_output, hid_hw_output_report);

OUTPUT(change_output)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	return !d || source != current_file ? 0 : hid_bpf_hw_output_report(hctx, d, 2);
}
MAP(change_output, hid_hw_output_report);

OUTPUT(loop_output)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 3);

	if (!d)
		return 0;
	inner_result = hid_bpf_hw_output_report(hctx, d, 2);
	return inner_result == 2 ? 2 : 0;
}
MAP(loop_output, hid_hw_output_report);

struct element { struct bpf_wq work; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

static int send_ten(void *map, int *key, void *value)
{
	__u8 report[9] = { 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct hid_bpf_ctx *ctx = hid_bpf_allocate_context(*key);

	if (!ctx)
		return 0;
	inner_result = hid_bpf_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));
	hid_bpf_release_context(ctx);
	return 0;
}

EVENT(multiply_later)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 9);
	struct element fresh = {}, *e;
	int key = hctx->hid->id;

	if (!d || d[0] != 1)
		return 0;
	bpf_map_update_elem(&elements, &key, &fresh, BPF_ANY);
	e = bpf_map_lookup_elem(&elements, &key);
	if (!e || bpf_wq_init(&e->work, &elements, 0) || bpf_wq_set_callback_impl(&e->work, send_ten, 0, NULL) || bpf_wq_start(&e->work, 0))
		return -1;
	d[1] += 5;
	return 0;
}
MAP(multiply_later, hid_device_event);

EVENT(multiply)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 9), copy[9];

	if (!d || d[0] != 1)
		return 0;
	__builtin_memcpy(copy, d, 9);
	copy[0] = 2;
	copy[1] += 5;
	inner_result = hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, copy, 9);
	d[1] += 5;
	return 9;
}
MAP(multiply, hid_device_event);

EVENT(loop_input)
{
	__u8 *d = hid_bpf_get_data(hctx, 0, 6), copy[6];

	if (!d)
		return 0;
	__builtin_memcpy(copy, d, 6);
	inner_result = hid_bpf_try_input_report(hctx, HID_INPUT_REPORT, copy, 6);
	d[1] += 1;
	return 0;
}
MAP(loop_input, hid_device_event);

/* Each writes its number where its predecessors have left room. */
#define PLACE(name, n) \
	EVENT(name) \
	{ \
		__u8 *d = hid_bpf_get_data(hctx, 0, 4); \
		if (!d) \
			return 0; \
		if ((n > 1 && d[n - 1] != n - 1) || d[n]) \
			return -1; \
		d[n] = n; \
		return 0; \
	} \
	MAP(name, hid_device_event)
PLACE(place1, 1);
PLACE(place2, 2);
PLACE(place3, 3);

/* Appends a collection to the 43 bytes that there are. */
SEC("struct_ops.s/hid_rdesc_fixup") int BPF_PROG(rdesc_prog, struct hid_bpf_ctx *hctx)
{
	static const __u8 more[] = { 0x05, 0x01, 0x09, 0x30, 0xa1, 0x01, 0xc0 };
	__u8 *d = hid_bpf_get_data(hctx, 0, 4096);

	if (!d)
		return 0;
	checked = d[4];
	d[4] = 0x42;
	__builtin_memcpy(d + 43, more, sizeof(more));
	return 43 + sizeof(more);
}
SEC(".struct_ops.link") struct hid_bpf_ops rdesc = { .hid_rdesc_fixup = (void *)rdesc_prog };

char _license[] SEC("license") = "Dual BSD/GPL";
