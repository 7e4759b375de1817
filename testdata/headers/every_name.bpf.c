// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Uses every name of the headers under examples/include that docs/headers.md lists.
#define HID_BPF_ASYNC_MAX_CTX 2
#include "hid_bpf.h"
#include "hid_bpf_helpers.h"
#include "hid_report_helpers.h"
#include "hid_usages.h"
#include "hid_bpf_async.h"

HID_BPF_CONFIG(
	HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1209, 0x0001),
	HID_DEVICE(BUS_BLUETOOTH, HID_GROUP_ANY, HID_VID_ANY, HID_PID_ANY),
	HID_DEVICE(BUS_ANY, HID_GROUP_MULTITOUCH_WIN_8, 0x1209, 0x0003),
	HID_DEVICE(BUS_PCI, HID_GROUP_MULTITOUCH, 1, 1), HID_DEVICE(BUS_ISAPNP, HID_GROUP_SENSOR_HUB, 1, 1),
	HID_DEVICE(BUS_HIL, HID_GROUP_RMI, 1, 1), HID_DEVICE(BUS_VIRTUAL, HID_GROUP_WACOM, 1, 1),
	HID_DEVICE(BUS_ISA, HID_GROUP_LOGITECH_DJ_DEVICE, 1, 1), HID_DEVICE(BUS_I8042, HID_GROUP_STEAM, 1, 1),
	HID_DEVICE(BUS_XTKBD, HID_GROUP_LOGITECH_27MHZ_DEVICE, 1, 1), HID_DEVICE(BUS_RS232, HID_GROUP_VIVALDI, 1, 1),
	HID_DEVICE(BUS_GAMEPORT, 1, 1, 1), HID_DEVICE(BUS_PARPORT, 1, 1, 1), HID_DEVICE(BUS_AMIGA, 1, 1, 1),
	HID_DEVICE(BUS_ADB, 1, 1, 1), HID_DEVICE(BUS_I2C, 1, 1, 1), HID_DEVICE(BUS_HOST, 1, 1, 1),
	HID_DEVICE(BUS_GSC, 1, 1, 1), HID_DEVICE(BUS_ATARI, 1, 1, 1), HID_DEVICE(BUS_SPI, 1, 1, 1),
	HID_DEVICE(BUS_RMI, 1, 1, 1), HID_DEVICE(BUS_CEC, 1, 1, 1), HID_DEVICE(BUS_INTEL_ISHTP, 1, 1, 1),
	HID_DEVICE(BUS_AMD_SFH, 1, 1, 1)
);

EXPORT_UDEV_PROP(HID_EVERY_NAME, 32);

/* Filled in by the loader before probe runs. */
struct hid_rdesc_descriptor HID_REPORT_DESCRIPTOR;

static const __u8 fixed_rdesc[] = {
	UsagePage_GenericDesktop
	Usage_GD_Mouse
	CollectionApplication(
		ReportId(1)
		Usage_GD_Pointer
		CollectionPhysical(
			UsagePage_Button
			UsageMinimum_i8(1)
			UsageMaximum_i8(3)
			LogicalMinimum_i8(0)
			LogicalMaximum_i8(1)
			ReportCount(3)
			ReportSize(1)
			Input(Data | Var | Abs)
			ReportCount(5)
			Input(Const)
			PushPop(
				UsagePage_GenericDesktop
				PhysicalMinimum_i8(-127)
				PhysicalMaximum_i8(127)
				Unit(cm)
				UnitExponent(-2)
				Usage_GD_X
				Usage_GD_Y
				LogicalMinimum_i16(-2047)
				LogicalMaximum_i16(2047)
				ReportSize(16)
				ReportCount(2)
				Input(Var | Rel | Wrap | NonLin | NoPref | Null | Vol)
				PhysicalMinimum_i16(0)
				PhysicalMaximum_i16(3600)
				Unit_i8(rad)
				Unit_i8(deg)
				Unit_i8(in)
				Unit_i16(SILinear | SIRotation | EnglishLinear | EnglishRotation)
				PhysicalMinimum_i32(0)
				PhysicalMaximum_i32(100000)
				Unit_i32(0)
				LogicalMinimum_i32(-100000)
				LogicalMaximum_i32(100000)
				Usage_i32(0x00010038)
				ReportSize(32)
				ReportCount_i16(1)
				Input_i16(Var | Abs | Buff)
			)
		)
		CollectionLogical(
			UsagePage_i8(HidUsagePage_Consumer)
			UsageMinimum_i16(0)
			UsageMaximum_i16(HidUsage_Con_ACPan)
			Usage_i8(HidUsage_Con_VolumeIncrement)
			Usage_i16(HidUsage_Con_ACPan)
			LogicalMinimum_i8(0)
			LogicalMaximum_i8(1)
			ReportSize(8)
			ReportCount(1)
			Input(Arr)
			Output(Var)
			Output_i16(Var)
			Feature(Var)
			Feature_i16(Var)
		)
		Collection(0x80,
			UsagePage_Vendor(0xff00)
			Usage_i8(i8(0x12))
			UsagePage_i16(0xf1d0)
		)
		FixedSizeVendorReport(16)
	)
};

/* Values that stand in constants outside of items. */
static const __u8 numbers[] = { LE16(0x1234), LE32(0x12345678), i4(-1), i8(-1), i16(200) & 0xff,
				i32(7) & 0xff, 1 + must_be(sizeof(fixed_rdesc) < HID_MAX_DESCRIPTOR_SIZE, "fits") };

static int HID_BPF_ASYNC_FUN(ask_again)(struct hid_bpf_ctx *ctx)
{
	__u8 request[2] = { 3, 0 };

	return hid_bpf_hw_request(ctx, request, sizeof(request), HID_FEATURE_REPORT, HID_REQ_GET_REPORT);
}

static int HID_BPF_ASYNC_CB(inject)(struct hid_bpf_ctx *ctx)
{
	__u8 report[11] = { 1, 2 };
	__u8 out[2] = { 2, 1 };
	int err = hid_bpf_input_report(ctx, HID_INPUT_REPORT, report, sizeof(report));

	return err ? err : hid_bpf_hw_output_report(ctx, out, sizeof(out));
}

int inject_key = -1;

struct counter {
	struct bpf_spin_lock lock;
	__u64 events;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

static __maybe_unused __u64 count(void)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &(__u32){0});

	if (!counter)
		return 0;
	guard(bpf_spin)(&counter->lock);
	return ++counter->events;
}

struct words {
	__u16 little;
	__u16 big;
	__u32 little_long;
	__u32 big_long;
} __packed;

SEC(HID_BPF_DEVICE_EVENT)
int BPF_PROG(every_name_event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 16);
	struct words *words;
	int i;

	if (!data)
		return 0;
	if (data[0] != 1)
		return HID_IGNORE_EVENT;
	words = (struct words *)(data + 2);
	words->little = hid_bpf_cpu_to_le16(hid_bpf_le16_to_cpu(words->little) + 1);
	words->big = hid_bpf_cpu_to_be16(hid_bpf_be16_to_cpu(words->big) + 1);
	words->little_long = hid_bpf_cpu_to_le32(hid_bpf_le32_to_cpu(words->little_long) + 1);
	words->big_long = hid_bpf_cpu_to_be32(hid_bpf_be32_to_cpu(words->big_long) + 1);
	bpf_for(i, 0, ARRAY_SIZE(fixed_rdesc)) {
		if (i == words->big)
			break;
		data[13] ^= BIT(1);
	}
	if (count() == hid_bpf_le64_to_cpu(hid_bpf_cpu_to_le64(10)) + hid_bpf_be64_to_cpu(hid_bpf_cpu_to_be64(10)))
		return HID_BPF_ASYNC_DELAYED_CALL(ask_again, hctx, 5);
	if (data[1] == 7)
		return hid_bpf_async_call(hctx, inject_key, inject);
	if (data[1] == 9)
		return hid_bpf_async_delayed_call(hctx, 20, inject_key, inject);
	if (data[1] == 8 && bpf_ksym_exists(hid_bpf_try_input_report))
		return -EBUSY;
	return 11;
}

HIDBPF_LINT_IGNORE("latch-never-reset")
SEC(HID_BPF_RDESC_FIXUP)
int BPF_PROG(every_name_rdesc, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);

	if (!data || hctx->size < 4)
		return 0;
	hid_set_name(hctx->hid, "A device of every name");
	__builtin_memcpy(data, fixed_rdesc, sizeof(fixed_rdesc));
	data[0] = numbers[0] == 0x34 ? 0x05 : 0x06;
	return sizeof(fixed_rdesc);
}

SEC(HID_BPF_HW_REQUEST)
int BPF_PROG(every_name_request, struct hid_bpf_ctx *hctx, unsigned char reportnum,
	     enum hid_report_type rtype, enum hid_class_request reqtype, __u64 source)
{
	return reportnum == 9 ? -EPERM : 0;
}

SEC(HID_BPF_HW_OUTPUT_REPORT)
int BPF_PROG(every_name_output, struct hid_bpf_ctx *hctx, __u64 source)
{
	return hctx->size > 8 ? -EIO : 0;
}

HID_BPF_OPS(every_name) = {
	.hid_device_event = (void *)every_name_event,
	.hid_rdesc_fixup = (void *)every_name_rdesc,
	.hid_hw_request = (void *)every_name_request,
	.hid_hw_output_report = (void *)every_name_output,
	.flags = BPF_F_BEFORE,
};

static void say(int *left)
{
	bpf_printk("left %d", *left);
}

/* The bits of the device's first wheel in a report of zeros and ones. */
static __u32 wheel_bits(void)
{
	struct hid_rdesc_report *report;
	struct hid_rdesc_field *field, *wheel = NULL;
	struct hid_rdesc_collection *collection;
	static __u8 ones[8] = { 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	int answers = 0, application = 0;

	hid_bpf_for_each_output_report(&HID_REPORT_DESCRIPTOR, report)
		if (report->report_id == 2)
			answers |= 1;
	hid_bpf_for_each_feature_report(&HID_REPORT_DESCRIPTOR, report)
		if (report->report_id == 3)
			answers |= 2;
	hid_bpf_for_each_input_report(&HID_REPORT_DESCRIPTOR, report) {
		hid_bpf_for_each_field(report, field) {
			if (field->field_type == HID_FIELD_VARIABLE &&
			    field->usage_page == HidUsagePage_GenericDesktop &&
			    field->usage_id == HidUsage_GD_Wheel) {
				wheel = field;
				break;
			}
		}
		if (wheel)
			break;
	}
	if (!wheel || field_start_byte(wheel) > field_end_byte(wheel))
		return 0;
	hid_bpf_for_each_collection(wheel, collection) {
		application = collection->collection_type == 1;
		if (application)
			break;
	}
	return EXTRACT_BITS(ones, wheel) + extract_bits(ones, 4, wheel) + answers + application;
}

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	int left _cleanup_(say) = args->rdesc_size;
	_release_(hid_bpf_ctx) *ctx = hid_bpf_allocate_context(args->hid);
	__u8 *property = udev_prop_ptr(HID_EVERY_NAME);

	args->retval = -ENODEV;
	if (!ctx || !property || left > HID_MAX_DESCRIPTOR_SIZE)
		return 0;
	UDEV_PROP_SPRINTF(HID_EVERY_NAME, "%u", wheel_bits());
	property[SIZEOF_HID_EVERY_NAME - 1] = 0;
	args->retval = HID_BPF_ASYNC_INIT(ask_again);
	if (args->retval)
		return 0;
	inject_key = hid_bpf_async_get_ctx();
	args->retval = inject_key < 0 ? -EINVAL : 0;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
