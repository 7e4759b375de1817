// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 7.3
/*
 * Callbacks that a task calls (bpf_task_work_schedule_resume and _signal, since 6.18). What 6.18.15 and 7.3.4 say stands beside each
 * program, as RulesByReleaseTest reads it.
 */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define BOTH(text) SAYS("6.18", text) SAYS("7.3", text)
#define EVENT(program) SEC(".struct_ops.link") struct hid_bpf_ops ops_##program = { .hid_device_event = (void *)program }

char LICENSE[] SEC("license") = "Dual BSD/GPL";

extern int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *tw, void *map__map,
					      bpf_task_work_callback_t callback, void *aux__prog) __weak __ksym;

struct element {
	int count;
	struct bpf_task_work work;
};

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct element); __uint(max_entries, 1); } elements SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct element); __uint(max_entries, 4); } others SEC(".maps");

/* Each kernel has one of the two. */
#define SCHEDULE(task, field, map, callback)                                             \
	do {                                                                             \
		if (bpf_task_work_schedule_resume)                                       \
			bpf_task_work_schedule_resume(task, field, map, callback);       \
		else                                                                     \
			bpf_task_work_schedule_resume_impl(task, field, map, callback, NULL); \
	} while (0)

static int counts(struct bpf_map *map, void *key, void *value)
{
	((struct element *)value)->count = *(int *)key;
	return 7; /* nobody looks at it */
}

static int sleeps(struct bpf_map *map, void *key, void *value)
{
	char bytes[8];

	bpf_copy_from_user(bytes, sizeof(bytes), NULL);
	return 0;
}

static int returns_more(struct bpf_map *map, void *key, void *value)
{
	return ((struct element *)value)->count;
}

static struct element *element(void *map)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(map, &key);
}

SEC("struct_ops/hid_device_event") int of_the_current_task(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), &e->work, &elements, counts);
	return 0;
}

SEC("struct_ops/hid_device_event") int may_sleep(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), &e->work, &elements, sleeps);
	return 0;
}

SEC("syscall") int of_a_task_by_number(void *ctx)
{
	struct element *e = element(&others);
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (e)
		SCHEDULE(task, &e->work, &others, counts);
	bpf_task_release(task);
	return 0;
}

/* Arguments */

SEC("struct_ops/hid_device_event")
BOTH("bpf_task_work pointer in R2 map_uid=0 doesn't match map pointer in R3 map_uid=0")
int another_map(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), &e->work, &others, counts);
	return 0;
}

SEC("struct_ops/hid_device_event") SAYS("6.18", "R3 must be referenced or trusted") SAYS("7.3", "pointer in R3 isn't map pointer")
int value_as_map(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), &e->work, (void *)e, counts);
	return 0;
}

SEC("struct_ops/hid_device_event")
SAYS("6.18", "arg#1 doesn't point to a map value") SAYS("7.3", "R2 doesn't point to a map value")
int on_the_stack(void *ctx)
{
	struct bpf_task_work work;

	SCHEDULE(bpf_get_current_task_btf(), &work, &elements, counts);
	return 0;
}

SEC("struct_ops/hid_device_event") BOTH("off 4 doesn't point to 'struct bpf_task_work' that is at 8")
int before_the_field(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), (void *)e + 4, &elements, counts);
	return 0;
}

SEC("struct_ops/hid_device_event")
SAYS("6.18", "Possibly NULL pointer passed to trusted arg0") SAYS("7.3", "Possibly NULL pointer passed to trusted R1")
int of_no_task(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(NULL, &e->work, &elements, counts);
	return 0;
}

SEC("struct_ops/hid_device_event") BOTH("bpf_task_work cannot be accessed directly by load/store")
int reads_the_field(void *ctx)
{
	struct element *e = element(&elements);

	return e ? *(int *)&e->work : 0;
}

/* The callback */

SEC("struct_ops/hid_device_event")
BOTH("At async callback return the register R0 has smin=0 smax=4294967295 should have been in [-2147483648, 2147483647]")
int returns_unsigned(void *ctx)
{
	struct element *e = element(&elements);

	if (e)
		SCHEDULE(bpf_get_current_task_btf(), &e->work, &elements, returns_more);
	return 0;
}

EVENT(of_the_current_task);
EVENT(may_sleep);
EVENT(another_map);
EVENT(value_as_map);
EVENT(on_the_stack);
EVENT(before_the_field);
EVENT(of_no_task);
EVENT(reads_the_field);
EVENT(returns_unsigned);
