/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The parsed report descriptor that udev-hid-bpf (since 2.3) puts into a global variable
 * HID_REPORT_DESCRIPTOR before probe. Names, offsets and sizes are the interface: the loader checks
 * them by the object's BTF. Everything is packed, 556227 bytes in all.
 */
#ifndef REPORT_DESCRIPTOR_H
#define REPORT_DESCRIPTOR_H

#define PACKED __attribute__((packed))

#ifndef HID_MAX_COLLECTIONS
#define HID_MAX_COLLECTIONS 32
#endif
#define HID_MAX_FIELDS 64
#define HID_MAX_REPORTS 16

/* field_type */
enum {
	HID_FIELD_VARIABLE,
	HID_FIELD_ARRAY,
	HID_FIELD_CONSTANT,
};

struct hid_rdesc_collection {
	__u16 usage_page;
	__u16 usage_id;
	__u8 collection_type;
} PACKED;

struct hid_rdesc_field {
	__u8 field_type;
	__u8 num_collections;
	__u16 bits_start;
	__u16 bits_end;
	__u16 usage_page;
	union {
		__u16 usage_id;
		struct {
			__u16 usage_minimum;
			__u16 usage_maximum;
		} PACKED;
	};
	__s32 logical_minimum;
	__s32 logical_maximum;
	struct {
		__u8 is_relative : 1;
		__u8 wraps : 1;
		__u8 is_nonlinear : 1;
		__u8 has_no_preferred_state : 1;
		__u8 has_null_state : 1;
		__u8 is_volatile : 1;
		__u8 is_buffered_bytes : 1;
		__u8 reserved : 1;
	} flags;
	struct hid_rdesc_collection collections[HID_MAX_COLLECTIONS];
} PACKED;

struct hid_rdesc_report {
	__u8 report_id;
	__u16 size_in_bits;
	__u8 num_fields;
	struct hid_rdesc_field fields[HID_MAX_FIELDS];
} PACKED;

struct hid_rdesc_descriptor {
	__u8 num_input_reports;
	__u8 num_output_reports;
	__u8 num_feature_reports;
	struct hid_rdesc_report input_reports[HID_MAX_REPORTS];
	struct hid_rdesc_report output_reports[HID_MAX_REPORTS];
	struct hid_rdesc_report feature_reports[HID_MAX_REPORTS];
} PACKED;

/* A property that a probe sets: the loader reads it afterwards, up to its first NUL. */
#define UDEV_PROPERTY(name, size) \
	struct { \
		int (*type)[BPF_MAP_TYPE_ARRAY]; \
		int (*max_entries)[1]; \
		__u32 *key; \
		__u8 (*value)[size]; \
	} UDEV_PROP_##name SEC(".maps")

#endif
