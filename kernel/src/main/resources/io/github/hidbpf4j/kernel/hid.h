/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Types of the HID subsystem that programs see. Fields of hid_device are named and typed as in
 * include/linux/hid.h of Linux; the selection is ours up to 6.12.
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

#if LINUX < 613

/* As in 6.12 up to country; behind it lies what programs have a use for. */
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

#else

/*
 * Sizes of what programs have no use for, in Debian's kernels for x86-64: 6.16.12, 6.17.13, 6.18.15, 6.19.14,
 * 7.0.13, 7.1.13, 7.2.13, 7.3.4. The distance is what matters: who reads without CO-RE gets what the kernel has there.
 */
#if LINUX >= 701
#define LOCK_SIZE 24
#else
#define LOCK_SIZE 32
#endif
#if LINUX >= 702
#define DEVICE_SIZE 792
#elif LINUX >= 701
#define DEVICE_SIZE 784
#elif LINUX >= 700
#define DEVICE_SIZE 776
#elif LINUX >= 619
#define DEVICE_SIZE 768
#elif LINUX >= 617
#define DEVICE_SIZE 752
#else
#define DEVICE_SIZE 744
#endif
#if LINUX == 619 || LINUX == 700
#define BPF_SIZE 104
#else
#define BPF_SIZE 96
#endif

struct hid_device {
	const __u8 *dev_rdesc;
	const __u8 *bpf_rdesc;
	const __u8 *rdesc;
	unsigned int dev_rsize;
	unsigned int bpf_rsize;
	unsigned int rsize;
	unsigned int collection_size;
	struct hid_collection *collection;
	unsigned int maxcollection;
	unsigned int maxapplication;
	__u16 bus;
	__u16 group;
	__u32 vendor;
	__u32 product;
	__u32 version;
	enum hid_type type;
	unsigned int country;
	__u8 report_enum[6216] __attribute__((aligned(8)));
	__u8 led_work[32];
	__u8 driver_input_lock[LOCK_SIZE];
	__u8 dev[DEVICE_SIZE];
	struct hid_driver *driver;
	void *devres_group_id;
	const struct hid_ll_driver *ll_driver;
	__u8 ll_open_lock[LOCK_SIZE];
	unsigned int ll_open_count;
#if LINUX >= 701
	struct list_head batteries;
#else
	void *battery;
	__s32 battery_capacity;
	__s32 battery_min;
	__s32 battery_max;
	__s32 battery_report_type;
	__s32 battery_report_id;
	__s32 battery_charge_status;
	__s32 battery_status;
	bool battery_avoid_query;
#if LINUX >= 700
	bool battery_present;
#endif
	__s64 battery_ratelimit_time;
#endif
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
#if LINUX >= 701
	__u64 firmware_version;
#endif
	void *driver_data;
	void *ff_init;
	void *hiddev_connect;
	void *hiddev_disconnect;
	void *hiddev_hid_event;
	void *hiddev_report_event;
	unsigned short debug;
	void *debug_dir;
	void *debug_rdesc;
	void *debug_events;
	struct list_head debug_list;
	__u32 debug_list_lock;
	__u8 debug_wait[24] __attribute__((aligned(8)));
	struct kref ref;
	unsigned int id;
	__u8 bpf[BPF_SIZE] __attribute__((aligned(8)));
};

_Static_assert(__builtin_offsetof(struct hid_device, product) == 64, "hid_device");
#if LINUX == 616
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7272, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7760, "hid_device");
#elif LINUX == 617 || LINUX == 618
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7280, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7768, "hid_device");
#elif LINUX == 619
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7296, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7792, "hid_device");
#elif LINUX == 700
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7304, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7800, "hid_device");
#elif LINUX == 701
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7264, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7760, "hid_device");
#elif LINUX >= 702
_Static_assert(__builtin_offsetof(struct hid_device, name) == 7272, "hid_device");
_Static_assert(__builtin_offsetof(struct hid_device, id) == 7668, "hid_device");
_Static_assert(sizeof(struct hid_device) == 7768, "hid_device");
#endif

#endif

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

#if LINUX >= 703

/* The device of a context is as trusted as the context. */
struct hid_bpf_ctx__safe_trusted {
	struct hid_device *hid;
};

#endif

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
