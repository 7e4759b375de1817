// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finds a touchpad's pad type among its feature reports, asks the device for it, and tells it as a
 * property.
 */
#include "hid_bpf_program.h"
#include "report_descriptor.h"

char _license[] SEC("license") = "Dual BSD/GPL";

HID_BPF_CONFIG(
	HID_DEVICE(HID_ANY_BUS, 4, 0, 0)
);

#define PAGE_DIGITIZER 0x0d
#define USAGE_PAD_TYPE 0x59

struct hid_rdesc_descriptor HID_REPORT_DESCRIPTOR;

UDEV_PROPERTY(PAD_TYPE, 16);
UDEV_PROPERTY(PAD_REPORT, 8);

/* What is read from the device is put into the names of the pad types. */
static const char names[4][16] = { "clickpad", "pressurepad", "discrete", "unknown" };

struct found {
	__u32 there;
	__u32 report_id;
	__u32 bits_start;
};

static long look(__u32 index, struct found *found)
{
	__u32 r = index / HID_MAX_FIELDS % HID_MAX_REPORTS;
	__u32 f = index % HID_MAX_FIELDS;
	struct hid_rdesc_report *report = &HID_REPORT_DESCRIPTOR.feature_reports[r];
	struct hid_rdesc_field *field = &report->fields[f];

	if (r >= HID_REPORT_DESCRIPTOR.num_feature_reports || f >= report->num_fields ||
	    field->field_type != HID_FIELD_VARIABLE || field->usage_page != PAGE_DIGITIZER ||
	    field->usage_id != USAGE_PAD_TYPE)
		return 0;
	found->there = 1;
	found->report_id = report->report_id;
	found->bits_start = field->bits_start;
	return 1;
}

static __u8 buffer[64];

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	struct found found = {};
	struct hid_bpf_ctx *device;
	__u32 zero = 0, type, byte;
	char *property;
	int got;

	args->retval = -EINVAL;
	bpf_loop(HID_MAX_REPORTS * HID_MAX_FIELDS, look, &found, 0);
	if (!found.there)
		return 0;

	device = hid_bpf_allocate_context(args->hid);
	if (!device)
		return 0;
	buffer[0] = found.report_id;
	got = hid_bpf_hw_request(device, buffer, sizeof(buffer), HID_FEATURE_REPORT,
				 HID_REQ_GET_REPORT);
	hid_bpf_release_context(device);
	if (got < 0) {
		args->retval = got;
		return 0;
	}

	byte = found.bits_start / 8 % sizeof(buffer);
	type = buffer[byte] >> (found.bits_start % 8) & 0xf;
	if (type > 3)
		type = 3;
	property = bpf_map_lookup_elem(&UDEV_PROP_PAD_TYPE, &zero);
	if (property)
		__builtin_memcpy(property, names[type], sizeof(names[type]));
	property = bpf_map_lookup_elem(&UDEV_PROP_PAD_REPORT, &zero);
	if (property)
		BPF_SNPRINTF(property, 8, "%d", found.report_id);
	args->retval = 0;
	return 0;
}
