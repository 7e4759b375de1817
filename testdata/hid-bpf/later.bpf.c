// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 7.3
/* Kfuncs and helpers that came after 6.12, from a device event: each result goes into a slot of its own. */
#define bpf_wq_set_callback bpf_wq_set_callback /* keeps the macro of the header away */
#include "hid_bpf_program.h"

char _license[] SEC("license") = "GPL";

extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __weak __ksym;
extern int bpf_strcasecmp(const char *s1__ign, const char *s2__ign) __weak __ksym;
extern int bpf_strncasecmp(const char *s1__ign, const char *s2__ign, size_t len) __weak __ksym;
extern int bpf_strchr(const char *s__ign, char c) __weak __ksym;
extern int bpf_strchrnul(const char *s__ign, char c) __weak __ksym;
extern int bpf_strnchr(const char *s__ign, size_t count, char c) __weak __ksym;
extern int bpf_strrchr(const char *s__ign, int c) __weak __ksym;
extern int bpf_strlen(const char *s__ign) __weak __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __weak __ksym;
extern int bpf_strspn(const char *s__ign, const char *accept__ign) __weak __ksym;
extern int bpf_strcspn(const char *s__ign, const char *reject__ign) __weak __ksym;
extern int bpf_strstr(const char *s1__ign, const char *s2__ign) __weak __ksym;
extern int bpf_strcasestr(const char *s1__ign, const char *s2__ign) __weak __ksym;
extern int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len) __weak __ksym;
extern int bpf_strncasestr(const char *s1__ign, const char *s2__ign, size_t len) __weak __ksym;
extern int bpf_dynptr_copy(const struct bpf_dynptr *dst_ptr, __u64 dst_off, const struct bpf_dynptr *src_ptr, __u64 src_off,
			   __u64 size) __weak __ksym;
extern int bpf_dynptr_memset(const struct bpf_dynptr *p, __u64 offset, __u64 size, __u8 val) __weak __ksym;
extern int bpf_timer_cancel_async(struct bpf_timer *timer) __weak __ksym;
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, __u32 len__sz) __weak __ksym;

struct element {
	struct bpf_timer timer;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct element); } elements SEC(".maps");

/* Two strings to try things on, and what came out; results of functions that are not there stay 0x7777. */
char one[64], two[64];
int character, count;
int results[32];
char comm[16];
char source[32], target[32];
int in_callback, timers_run;

static int by_timer(void *map, int *key, struct element *e)
{
	in_callback = bpf_timer_cancel_async(&e->timer);
	timers_run++;
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(strings, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 from)
{
	static const char format[] = "%d of %s\n";
	__u64 arguments[2] = { 7, (unsigned long)one };

	results[0] = bpf_strcmp(one, two);
	results[1] = bpf_strcasecmp(one, two);
	results[2] = bpf_strncasecmp(one, two, count);
	results[3] = bpf_strchr(one, character);
	results[4] = bpf_strchrnul(one, character);
	results[5] = bpf_strnchr(one, count, character);
	results[6] = bpf_strrchr(one, character);
	results[7] = bpf_strlen(one);
	results[8] = bpf_strnlen(one, count);
	results[9] = bpf_strspn(one, two);
	results[10] = bpf_strcspn(one, two);
	results[11] = bpf_strstr(one, two);
	results[12] = bpf_strcasestr(one, two);
	results[13] = bpf_strnstr(one, two, count);
	results[14] = bpf_strncasestr(one, two, count);
	results[15] = bpf_strlen(NULL);
	results[16] = bpf_stream_vprintk(1, format, arguments, sizeof(arguments));
	results[17] = bpf_stream_vprintk(3, format, arguments, sizeof(arguments));
	results[18] = bpf_get_current_comm(comm, sizeof(comm));
	return 0;
}
HID_BPF_OPS(string_ops) = { .hid_device_event = (void *)strings };

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(dynptrs, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 from)
{
	struct bpf_dynptr a, b;

	bpf_dynptr_from_mem(source, sizeof(source), 0, &a);
	bpf_dynptr_from_mem(target, sizeof(target), 0, &b);
	results[0] = bpf_dynptr_memset(&b, 1, 4, 0xee);
	results[1] = bpf_dynptr_memset(&b, 30, 4, 0xdd);
	results[2] = bpf_dynptr_copy(&b, 8, &a, 2, 3);
	results[3] = bpf_dynptr_copy(&b, 31, &a, 0, 2);
	results[4] = bpf_dynptr_copy(&b, 0, &a, 1ULL << 32, 1);
	return 0;
}
HID_BPF_OPS(dynptr_ops) = { .hid_device_event = (void *)dynptrs };

SEC(HID_DEVICE_EVENT_SEC) int BPF_PROG(timers, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 from)
{
	int key = 0;
	struct element *e = bpf_map_lookup_elem(&elements, &key);

	if (!e)
		return 0;
	results[0] = bpf_timer_cancel_async(&e->timer);
	bpf_timer_init(&e->timer, &elements, 1);
	bpf_timer_set_callback(&e->timer, by_timer);
	results[1] = bpf_timer_cancel_async(&e->timer);
	bpf_timer_start(&e->timer, 1000000, 0);
	results[2] = bpf_timer_cancel_async(&e->timer);
	results[3] = bpf_timer_start(&e->timer, 1000000, 0);
	return 0;
}
HID_BPF_OPS(timer_ops) = { .hid_device_event = (void *)timers };
