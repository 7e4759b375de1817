// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ---- later: an alarm for each fix below that needs one. Its timer starts its work, which may sleep.
 * Only hooks touch what fixes remember: they hold the device's lock. So work that has something for
 * the host injects a report that is marked, and the hook puts in its place what is due.
 */
enum { @ALARMS@ ALARMS };

#define ALARM_MARK 0xf0

struct fix_alarm {
	struct bpf_timer timer;
	struct bpf_wq work;
	__u32 hid;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ALARMS);
	__type(key, __u32);
	__type(value, struct fix_alarm);
} alarms SEC(".maps");

static int alarm_work(void *map, int *key, void *value);

static int alarm_expired(void *map, int *key, struct fix_alarm *alarm)
{
	bpf_wq_start(&alarm->work, 0);
	return 0;
}

/* An alarm that is set already is put off. */
static int set_alarm(struct hid_bpf_ctx *hctx, __u32 which, __u64 milliseconds)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (!alarm)
		return -ENOENT;
	/* -EBUSY but for the first time */
	bpf_timer_init(&alarm->timer, &alarms, 1 /* CLOCK_MONOTONIC */);
	bpf_wq_init(&alarm->work, &alarms, 0);
	/* Cancelling drops the timer's callback: it is set each time. */
	if (bpf_wq_set_callback(&alarm->work, alarm_work, 0) ||
	    bpf_timer_set_callback(&alarm->timer, alarm_expired))
		return -EINVAL;
	alarm->hid = hctx->hid->id;
	return bpf_timer_start(&alarm->timer, milliseconds * 1000000, 0);
}

/*
 * The same from its own work, whose callbacks are set: Linux 7.3 takes work that sets itself as a
 * callback for a recursion.
 */
static __maybe_unused int set_alarm_again(__u32 which, __u64 milliseconds)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	return alarm ? bpf_timer_start(&alarm->timer, milliseconds * 1000000, 0) : -ENOENT;
}

static __maybe_unused void clear_alarm(__u32 which)
{
	struct fix_alarm *alarm = bpf_map_lookup_elem(&alarms, &which);

	if (alarm)
		bpf_timer_cancel(&alarm->timer);
}

/* Whether a report is what the work of this alarm injected; first: its first byte behind the id. */
static __maybe_unused bool is_asked(const __u8 *data, __u32 first, __u64 source, __u32 which)
{
	return source && data[first] == (ALARM_MARK | which);
}

/* Whether it is one of any alarm's: none of the device's. */
static __maybe_unused bool is_marked(const __u8 *data, __u32 first, __u64 source)
{
	return source && data[first] >= ALARM_MARK && data[first] < (ALARM_MARK | ALARMS);
}
