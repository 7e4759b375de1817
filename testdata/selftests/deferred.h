/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An event becomes two, deferred: a timer that a syscall program has initialised, set and armed by the event hook, sends one after the other.
 * Who includes this defines EVENT_SEC, INIT_FLAGS, EXTRA_FIELD and, after LATER, SET_CALLBACK(e). */
struct report { __u8 bytes[9]; };
struct element { struct bpf_timer timer; EXTRA_FIELD };
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __uint(value_size, sizeof(struct report)); } waiting SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } told SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, int); __type(value, struct element); } elements SEC(".maps");

char _license[] SEC("license") = "Dual BSD/GPL";

int id;
__s64 injected = 77, asked = 77, busy, set_result = 77, start_result = 77;

static __always_inline int send_next(int *key, struct element *e)
{
	struct report r;
	struct hid_bpf_ctx *ctx;
	__u8 buf[2] = { 1 };

	if (bpf_map_peek_elem(&waiting, &r))
		return 0;
	ctx = hid_bpf_allocate_context(*key);
	if (!ctx)
		return 0;
	asked = hid_bpf_hw_request(ctx, buf, sizeof(buf), HID_INPUT_REPORT, HID_REQ_GET_REPORT);
	r.bytes[1] += asked == 2 ? buf[1] : 0;
	injected = hid_bpf_input_report(ctx, HID_INPUT_REPORT, r.bytes, sizeof(r.bytes));
	hid_bpf_release_context(ctx);
	if (injected == -16) {
		busy++;
		bpf_timer_start(&e->timer, 5000, 0);
		return 0;
	}
	bpf_ringbuf_output(&told, &r.bytes[1], 1, 0);
	bpf_map_pop_elem(&waiting, &r);
	bpf_timer_start(&e->timer, 10000000, 0);
	return 0;
}

LATER

struct setup_args { __s64 result; };

SEC("syscall") int setup(struct setup_args *a)
{
	int key = id;
	struct element fresh = {}, *e;

	bpf_map_update_elem(&elements, &key, &fresh, BPF_ANY);
	e = bpf_map_lookup_elem(&elements, &key);
	a->result = e ? bpf_timer_init(&e->timer, &elements, 1 | INIT_FLAGS) : -2;
	return 0;
}

SEC(EVENT_SEC) int BPF_PROG(defer_two, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 6);
	int key = hctx->hid->id, i;
	struct element *e = bpf_map_lookup_elem(&elements, &key);

	if (!data || !e || data[0] != 1)
		return 0;
	for (i = 1; i < 3; i++) {
		struct report r = { { 2, i, 2 + 2 * i } };

		bpf_map_push_elem(&waiting, &r, 0);
	}
	set_result = SET_CALLBACK(e);
	start_result = bpf_timer_start(&e->timer, 5000000, 0);
	return -1;
}
