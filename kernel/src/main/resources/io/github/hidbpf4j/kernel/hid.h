/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Types of the HID subsystem that programs see. Fields of hid_device are named and typed as in
 * include/linux/hid.h of Linux 6.12; the selection is ours.
 */

#if LINUX < 611
#define HID_BPF_TRACING 1
#endif

enum hid_report_type {
	HID_INPUT_REPORT = 0,
	HID_OUTPUT_REPORT = 1,
	HID_FEATURE_REPORT = 2,
	HID_REPORT_TYPES = 3,
};

enum hid_class_request {
	HID_REQ_GET_REPORT = 0x01,
	HID_REQ_GET_IDLE = 0x02,
	HID_REQ_GET_PROTOCOL = 0x03,
	HID_REQ_SET_REPORT = 0x09,
	HID_REQ_SET_IDLE = 0x0A,
	HID_REQ_SET_PROTOCOL = 0x0B,
};

enum hid_type {
	HID_TYPE_OTHER = 0,
	HID_TYPE_USBMOUSE = 1,
	HID_TYPE_USBNONE = 2,
};

struct hid_collection;
struct hid_driver;
struct hid_ll_driver;

struct hid_device {
	const __u8 *dev_rdesc;
	unsigned int dev_rsize;
	const __u8 *rdesc;
	unsigned int rsize;
	struct hid_collection *collection;
	unsigned int collection_size;
	unsigned int maxcollection;
	unsigned int maxapplication;
	__u16 bus;
	__u16 group;
	__u32 vendor;
	__u32 product;
	__u32 version;
	enum hid_type type;
	unsigned int country;
	struct hid_driver *driver;
	void *devres_group_id;
	const struct hid_ll_driver *ll_driver;
	unsigned int ll_open_count;
	unsigned long status;
	unsigned int claimed;
	unsigned int quirks;
	unsigned int initial_quirks;
	bool io_started;
	struct list_head inputs;
	void *hiddev;
	void *hidraw;
	char name[128];
	char phys[64];
	char uniq[64];
	void *driver_data;
	unsigned short debug;
	struct kref ref;
	unsigned int id;
};

#ifdef HID_BPF_TRACING

enum hid_bpf_attach_flags {
	HID_BPF_FLAG_NONE = 0,
	HID_BPF_FLAG_INSERT_HEAD = 1,
	HID_BPF_FLAG_MAX = 2,
};

struct hid_bpf_ctx {
	__u32 index;
	const struct hid_device *hid;
	__u32 allocated_size;
	enum hid_report_type report_type;
	union {
		__s32 retval;
		__s32 size;
	};
};

_Static_assert(sizeof(struct hid_bpf_ctx) == 32, "hid_bpf_ctx of the tracing era");

#else

struct hid_bpf_ctx {
	struct hid_device *hid;
	__u32 allocated_size;
	union {
		__s32 retval;
		__s32 size;
	};
};

_Static_assert(sizeof(struct hid_bpf_ctx) == 16, "hid_bpf_ctx");

struct hid_bpf_ops {
	int hid_id;
	u32 flags;
	struct list_head list;
	int (*hid_device_event)(struct hid_bpf_ctx *ctx, enum hid_report_type report_type,
				u64 source);
	int (*hid_rdesc_fixup)(struct hid_bpf_ctx *ctx);
	int (*hid_hw_request)(struct hid_bpf_ctx *ctx, unsigned char reportnum,
			      enum hid_report_type rtype, enum hid_class_request reqtype,
			      u64 source);
	int (*hid_hw_output_report)(struct hid_bpf_ctx *ctx, u64 source);
	struct hid_device *hdev;
};

_Static_assert(sizeof(struct hid_bpf_ops) == 64, "hid_bpf_ops");
_Static_assert(__builtin_offsetof(struct hid_bpf_ops, hid_device_event) == 24, "hid_bpf_ops");

/* The value of a struct_ops map: the data starts on a cache line of its own. */
struct bpf_struct_ops_hid_bpf_ops {
	struct bpf_struct_ops_common_value common;
	struct hid_bpf_ops data __attribute__((aligned(64)));
};

_Static_assert(sizeof(struct bpf_struct_ops_hid_bpf_ops) == 128, "value of the struct_ops map");

#endif
