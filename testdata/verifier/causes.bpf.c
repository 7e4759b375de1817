// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One message of the verifier, several mistakes: beside each program the cause that its author must be told (CAUSE), and a part of what
 * was found (FOUND), as tags that CausesTest reads from the object.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define CAUSE(name) __attribute__((btf_decl_tag("cause:" name)))
#define FOUND(text) __attribute__((btf_decl_tag("found:" text)))

extern int hid_bpf_from_the_future(struct hid_bpf_ctx *ctx) __ksym __weak;

struct note {
	__u64 where;
	__u8 bytes[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct note);
} notes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

/* ---- R invalid mem access 'scalar' */

SEC("struct_ops/hid_device_event") CAUSE("pointer.null-branch") FOUND("NULL on this path: the comparison at")
int BPF_PROG(wrong_branch, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	asm volatile("if %0 != 0 goto +1; %0 = *(u8 *)(%0 + 1)" : "+r"(data));
	return 0;
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.invalidated") FOUND("since bpf_ringbuf_submit() at")
int BPF_PROG(after_submit, struct hid_bpf_ctx *hctx)
{
	volatile __u8 *record = bpf_ringbuf_reserve(&records, 8, 0);

	if (!record)
		return 0;
	bpf_ringbuf_submit((void *)record, 0);
	return record[0];
}

SEC("syscall") CAUSE("pointer.invalidated") FOUND("since hid_bpf_release_context() at")
int after_release(void *ctx)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(1);
	volatile __u32 *size;

	if (!hctx)
		return 0;
	size = (void *)&hctx->size;
	hid_bpf_release_context(hctx);
	return *size;
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.loaded-number") FOUND("an address (read at")
int BPF_PROG(kept_in_map, struct hid_bpf_ctx *hctx)
{
	__u32 key = 1;
	struct note *note = bpf_map_lookup_elem(&notes, &key);

	return note ? *(volatile __u8 *)note->where : 0;
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.truncated") FOUND("the low 32 bits of a pointer")
int BPF_PROG(cut, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 4);

	if (!data)
		return 0;
	asm volatile("r1 = %0; w1 = w1; r0 = *(u8 *)(r1 + 0)" ::"r"(data) : "r0", "r1");
	return 0;
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.constant-address") FOUND("made up (4096)")
int BPF_PROG(made_up, struct hid_bpf_ctx *hctx)
{
	return *(volatile __u8 *)4096;
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.null-constant") FOUND("an access through NULL")
int BPF_PROG(plain_null, struct hid_bpf_ctx *hctx)
{
	asm volatile("r1 = 0; r0 = *(u8 *)(r1 + 0)" ::: "r0", "r1");
	return 0;
}

/* ---- or_null */

SEC("struct_ops/hid_device_event") CAUSE("pointer.null-data") FOUND("the result of hid_bpf_get_data() at")
int BPF_PROG(untested_data, struct hid_bpf_ctx *hctx)
{
	return *(volatile __u8 *)hid_bpf_get_data(hctx, 0, 4);
}

SEC("struct_ops/hid_device_event") CAUSE("pointer.null-access") FOUND("the result of bpf_map_lookup_elem() at")
int BPF_PROG(untested_element, struct hid_bpf_ctx *hctx)
{
	__u32 key = 1;

	return *(volatile __u64 *)bpf_map_lookup_elem(&notes, &key);
}

/* ---- outside of memory */

SEC("struct_ops/hid_device_event") CAUSE("bounds.hid-data") FOUND("an access of size 1 at offset 4 of the data")
int BPF_PROG(past_data, struct hid_bpf_ctx *hctx)
{
	volatile __u8 *data = hid_bpf_get_data(hctx, 0, 4);

	return data ? data[4] : 0;
}

SEC("struct_ops/hid_device_event") CAUSE("bounds.index-above") FOUND("an index that may reach offset 255")
int BPF_PROG(index_from_report, struct hid_bpf_ctx *hctx)
{
	volatile __u8 *data = hid_bpf_get_data(hctx, 0, 4);

	return data ? data[data[0]] : 0;
}

SEC("struct_ops/hid_device_event") CAUSE("bounds.ring-buffer") FOUND("at offset 8 of the record")
int BPF_PROG(past_record, struct hid_bpf_ctx *hctx)
{
	volatile __u8 *record = bpf_ringbuf_reserve(&records, 8, 0);

	if (!record)
		return 0;
	record[8] = 1;
	bpf_ringbuf_submit((void *)record, 0);
	return 0;
}

SEC("struct_ops/hid_device_event") CAUSE("bounds.map-value") FOUND("an access of size 1 at offset 24")
int BPF_PROG(past_value, struct hid_bpf_ctx *hctx)
{
	__u32 key = 1;
	volatile struct note *note = bpf_map_lookup_elem(&notes, &key);

	return note ? *((__u8 *)note + sizeof(*note)) : 0;
}

/* ---- the stack */

SEC("struct_ops/hid_device_event") CAUSE("stack.callers-argument") FOUND("8 bytes above the frame pointer")
int BPF_PROG(above_frame, struct hid_bpf_ctx *hctx)
{
	asm volatile("r1 = 1; *(u64 *)(r10 + 8) = r1" ::: "r1");
	return 0;
}

SEC("struct_ops/hid_device_event") CAUSE("stack.below-frame") FOUND("below the 512 bytes")
int BPF_PROG(below_frame, struct hid_bpf_ctx *hctx)
{
	asm volatile("r1 = 1; *(u64 *)(r10 - 520) = r1" ::: "r1");
	return 0;
}

/* ---- !read_ok */

SEC("struct_ops/hid_device_event") CAUSE("value.used-up") FOUND("whose value bpf_ktime_get_ns() at")
int BPF_PROG(used_up, struct hid_bpf_ctx *hctx)
{
	asm volatile("call 5; r0 = r1" ::: "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}

/* ---- not released */

SEC("syscall") CAUSE("reference.leak") FOUND("hid_bpf_allocate_context(1);' is not released")
int leaked(void *ctx)
{
	struct hid_bpf_ctx *hctx = hid_bpf_allocate_context(1);

	return hctx ? 1 : 0;
}

/* ---- functions that the kernel lacks */

SEC("struct_ops/hid_device_event") CAUSE("program.missing") FOUND("kfunc 'hid_bpf_from_the_future' is referenced but wasn't resolved")
int BPF_PROG(missing, struct hid_bpf_ctx *hctx)
{
	return hid_bpf_from_the_future(hctx);
}

SEC("struct_ops/hid_device_event")
int BPF_PROG(missing_guarded, struct hid_bpf_ctx *hctx)
{
	return hid_bpf_from_the_future ? hid_bpf_from_the_future(hctx) : 0;
}

#define OPS(program) SEC(".struct_ops.link") struct hid_bpf_ops ops_##program = { .hid_device_event = (void *)program }
OPS(wrong_branch);
OPS(after_submit);
OPS(kept_in_map);
OPS(cut);
OPS(made_up);
OPS(plain_null);
OPS(untested_data);
OPS(untested_element);
OPS(past_data);
OPS(index_from_report);
OPS(past_record);
OPS(past_value);
OPS(above_frame);
OPS(below_frame);
OPS(used_up);
OPS(missing);
OPS(missing_guarded);

SEC("license") const char _license[] = "Dual BSD/GPL";
