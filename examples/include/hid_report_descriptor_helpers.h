/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The parsed report descriptor, and what to do with it. A program that has a global
 *
 *	struct hid_rdesc_descriptor HID_REPORT_DESCRIPTOR;
 *
 * finds the device's in it when its probe runs: loaders since udev-hid-bpf 2.3, and hidbpf, fill it
 * in. Names, offsets and sizes are the interface: loaders check them by the object's BTF. All of it
 * is packed, 556227 bytes.
 */
#ifndef HID_REPORT_DESCRIPTOR_HELPERS_H
#define HID_REPORT_DESCRIPTOR_HELPERS_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "hid_bpf_kfuncs.h"

#ifndef HID_MAX_COLLECTIONS
#define HID_MAX_COLLECTIONS 32
#endif
#ifndef HID_MAX_FIELDS
#define HID_MAX_FIELDS 64
#endif
#ifndef HID_MAX_REPORTS
#define HID_MAX_REPORTS 16
#endif

/* values of field_type */
enum hid_rdesc_field_type {
	HID_FIELD_VARIABLE,
	HID_FIELD_ARRAY,
	HID_FIELD_CONSTANT,
};

#define HID_RDESC_PACKED_ __attribute__((packed))

struct hid_rdesc_collection {
	__u16 usage_page;
	__u16 usage_id;
	__u8 collection_type;
} HID_RDESC_PACKED_;

/* Bits count from the report's first byte, its id included; bits_end is the first one behind. */
struct hid_rdesc_field {
	__u8 field_type;
	__u8 num_collections;
	__u16 bits_start;
	__u16 bits_end;
	__u16 usage_page;
	union {
		__u16 usage_id; /* of a variable */
		struct { /* of an array */
			__u16 usage_minimum;
			__u16 usage_maximum;
		} HID_RDESC_PACKED_;
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
} HID_RDESC_PACKED_;

/* report_id 0: the device has none */
struct hid_rdesc_report {
	__u8 report_id;
	__u16 size_in_bits;
	__u8 num_fields;
	struct hid_rdesc_field fields[HID_MAX_FIELDS];
} HID_RDESC_PACKED_;

struct hid_rdesc_descriptor {
	__u8 num_input_reports;
	__u8 num_output_reports;
	__u8 num_feature_reports;
	struct hid_rdesc_report input_reports[HID_MAX_REPORTS];
	struct hid_rdesc_report output_reports[HID_MAX_REPORTS];
	struct hid_rdesc_report feature_reports[HID_MAX_REPORTS];
} HID_RDESC_PACKED_;

/* ---- walks: break and continue work as in any loop */

/*
 * The number of the next element, or -1. What is compared and what is used must be the same
 * register, or the verifier does not know the bound; the asm keeps the compiler from making two.
 */
static __always_inline long hid_bpf_next_(struct bpf_iter_num *rounds, unsigned long limit)
{
	int *round = bpf_iter_num_next(rounds);
	unsigned long at;

	if (!round)
		return -1;
	at = (unsigned int)*round;
	asm volatile("" : "+r"(at));
	return at < limit ? (long)at : -1;
}

#define HID_BPF_WALK_(array, count, limit, item) \
	for (HID_BPF_ROUNDS_(begun_, 0, count); ({ \
		     long at_ = hid_bpf_next_(&rounds_, limit); \
		     if (at_ >= 0) \
			     (item) = &(array)[at_]; \
		     at_ >= 0; \
	     });)

#define hid_bpf_for_each_input_report(descriptor, report) \
	HID_BPF_WALK_((descriptor)->input_reports, (descriptor)->num_input_reports, \
		      HID_MAX_REPORTS, report)
#define hid_bpf_for_each_output_report(descriptor, report) \
	HID_BPF_WALK_((descriptor)->output_reports, (descriptor)->num_output_reports, \
		      HID_MAX_REPORTS, report)
#define hid_bpf_for_each_feature_report(descriptor, report) \
	HID_BPF_WALK_((descriptor)->feature_reports, (descriptor)->num_feature_reports, \
		      HID_MAX_REPORTS, report)
#define hid_bpf_for_each_field(report, field) \
	HID_BPF_WALK_((report)->fields, (report)->num_fields, HID_MAX_FIELDS, field)
#define hid_bpf_for_each_collection(field, collection) \
	HID_BPF_WALK_((field)->collections, (field)->num_collections, HID_MAX_COLLECTIONS, \
		      collection)

/* ---- fields of a report */

/* The byte that has a field's first bit. */
static __always_inline __u16 field_start_byte(struct hid_rdesc_field *field)
{
	return field->bits_start / 8;
}

/* The byte that has its last bit; 0 for a field without bits. */
static __always_inline __u16 field_end_byte(struct hid_rdesc_field *field)
{
	return field->bits_end ? (field->bits_end - 1) / 8 : 0;
}

/*
 * A field's bits, unsigned; 0 where it has none, more than 32, or some behind the buffer. The size
 * must be a constant, so that the verifier knows it.
 */
static __always_inline __u32 extract_bits(const __u8 *buffer, const size_t size,
					  struct hid_rdesc_field *field)
{
	unsigned long bits = field->bits_end - field->bits_start, value = 0;

	if (field->bits_end <= field->bits_start || bits > 32 || field_end_byte(field) >= size)
		return 0;
	for (int i = 0; i < 5; i++) { /* 32 bits lie in 5 bytes at most */
		unsigned long at = field_start_byte(field) + i;

		asm volatile("" : "+r"(at)); /* as in hid_bpf_next_() */
		if (at >= size)
			break;
		value |= (unsigned long)buffer[at] << (8 * i);
	}
	return value >> field->bits_start % 8 & ((1UL << bits) - 1);
}

#define EXTRACT_BITS(buffer, field) extract_bits(buffer, sizeof(buffer), field)

#endif
