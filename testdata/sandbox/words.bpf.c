// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts the letters of a text, and how often the count was asked for: what a sandbox shows of maps, variables and time. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "Dual BSD/GPL";

#define TEXT 16
#define TIMER_PERIOD 1000000000ull
#define CLOCK_MONOTONIC 1

enum kind { NONE, UPPER, LOWER };

/* The context: a text in, its letters in capitals out. */
struct text { char letters[TEXT]; };

struct seen {
	__u32 count;
	__s16 last;
	enum kind kind;
	__u8 early : 3, late : 5;
	struct { char word[8]; __u64 places[2]; };
	void *pointer;
};

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, char); __type(value, struct seen); } letters SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, __u32); __type(value, __s64); } sums SEC(".maps");
struct alarm { struct bpf_timer timer; int rings; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct alarm); } alarms SEC(".maps");

__u64 asked;
int step = 1;
const volatile int limit = 1000;
char greeting[12] = "hello";

SEC("syscall")
int count(struct text *context)
{
	/* A context is accessed at constant offsets only: through a copy. */
	union { struct text text; __u64 words[TEXT / 8]; } copy;
	__u64 *words = (__u64 *)context;
	int n = 0, i;

	copy.words[0] = words[0];
	copy.words[1] = words[1];
	asked++;
	for (i = 0; i < TEXT; i++) {
		char letter = copy.text.letters[i];
		struct seen fresh = { .kind = UPPER, .early = 5, .late = 17, .word = "abc", .places = { 7, 1 } }, *old;

		if (!letter)
			break;
		if (letter >= 'a' && letter <= 'z') {
			fresh.kind = LOWER;
			copy.text.letters[i] = letter - 32;
		}
		old = bpf_map_lookup_elem(&letters, &letter);
		if (old) {
			old->count += step;
			old->last = -i;
		} else {
			fresh.count = step;
			fresh.last = -i;
			bpf_map_update_elem(&letters, &letter, &fresh, 0);
		}
		n++;
	}
	words[0] = copy.words[0];
	words[1] = copy.words[1];
	bpf_printk("%d letters", n);
	return n;
}

static int ring(void *map, __u32 *key, struct alarm *alarm)
{
	alarm->rings++;
	bpf_printk("ring %d", alarm->rings);
	bpf_timer_start(&alarm->timer, TIMER_PERIOD, 0);
	return 0;
}

SEC("syscall")
int start(void *unused)
{
	__u32 key = 0;
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &key);

	if (!alarm || bpf_timer_init(&alarm->timer, &alarms, CLOCK_MONOTONIC))
		return -1;
	bpf_timer_set_callback(&alarm->timer, ring);
	return bpf_timer_start(&alarm->timer, TIMER_PERIOD, 0);
}

SEC("socket")
int other(struct __sk_buff *skb)
{
	return limit;
}
