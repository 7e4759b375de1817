// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The types of an invented kernel: its .BTF is what the other test objects are linked against. */
#include "types.h"
struct inner { int pad; int b; int a; };
struct wrapper { struct { long deep; int in_anonymous; }; };
struct sample {
	long pad;
	void *pointer;
	__u16 narrowed;
	__u32 moved;
	struct inner array[6];
	union { struct { long deep; int in_anonymous; }; };
	unsigned int first_bits : 3;
	unsigned int bits : 6;
	int signed_bits : 7;
	int sign;
	int renamed;
};
struct different { char *x; };
struct nested_match { __u32 n; struct inner one; int more; };
union overlay { int i; long l; char c; };
typedef int number_t;
enum colour { GREEN = 20, RED = 10, BLUE = 70 };
enum big { HUGE_VALUE = 0x8877665544332211ULL };
struct twice { long pad; int here; };
struct twice___two { long pad[3]; int here; };
struct element { long pad; int value; int tag; };
struct holder {
	long pad;
	struct element grid[3][3];
	union { long first; struct { int word; struct { short high; short low; }; }; };
	unsigned long long early : 10;
	unsigned long long wide : 40;
	unsigned long long tail : 14;
	struct element *next;
	struct element flexible[];
};
struct task { int pid; };
struct hid_bpf_ctx { __u32 index; int size; };
struct hid_bpf_ops {
	int hid_id;
	__u32 flags;
	long list[2];
	int (*hid_device_event)(struct hid_bpf_ctx *ctx, int type, __u64 source);
	int (*hid_rdesc_fixup)(struct hid_bpf_ctx *ctx);
};
struct bpf_struct_ops_hid_bpf_ops { long common[8]; struct hid_bpf_ops data; };
typedef void (*btf_trace_my_event)(void *, int);

struct sample k_sample;
struct wrapper k_wrapper;
struct different k_different;
struct nested_match k_nested;
union overlay k_overlay;
number_t k_number;
enum colour k_colour;
enum big k_big;
struct twice k_twice;
struct twice___two k_twice_two;
struct bpf_struct_ops_hid_bpf_ops k_ops;
btf_trace_my_event k_event;
struct holder *k_holder;
struct task kernel_task;
int kernel_number;

int kernel_function(struct sample *s) { return 0; }
int bpf_lsm_file_open(void *file) { return 0; }
int bpf_iter_task(void *meta) { return 0; }
__u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset, const __u64 size) { return 0; }
int takes_struct(struct task *t) { return 0; }
int takes_two(int a, int b) { return 0; }
char _license[] SEC("license") = "Dual BSD/GPL";
