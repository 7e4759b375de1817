/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Report descriptors as C: each macro is the bytes of one item and the comma behind them.
 *
 *	static const __u8 fixed[] = {
 *		UsagePage_GenericDesktop
 *		Usage_GD_Mouse
 *		CollectionApplication(
 *			ReportId(1)
 *			...
 *		)
 *	};
 *
 * A suffix _i8, _i16, _i32 is the size of the item's data; a value that does not fit does not
 * compile. docs/headers.md has them all, hid_usage_items.h the usages.
 */
#ifndef HID_REPORT_HELPERS_H
#define HID_REPORT_HELPERS_H

/* 0, or an error at compile time: for constants in an initializer */
#define must_be(condition, message) \
	(0 * (int)sizeof(struct { \
		int needs_a_member; \
		_Static_assert(condition, message); \
	}))

/* Bits are signed or unsigned as their item has it: both ranges fit. */
#define HID_ITEM_FITS_(v, low, high, what) must_be((v) >= (low) && (v) <= (high), what)
#define i4(v) (((v) & 0xf) + HID_ITEM_FITS_(v, -8, 7, "not a value of 4 bits, -8 to 7"))
#define i8(v) (((v) & 0xff) + HID_ITEM_FITS_(v, -0x80, 0xff, "not a value of 8 bits"))
#define i16(v) (((v) & 0xffff) + HID_ITEM_FITS_(v, -0x8000, 0xffff, "not a value of 16 bits"))
#define i32(v) \
	(((v) & 0xffffffff) + HID_ITEM_FITS_(v, -0x80000000L, 0xffffffffL, "not a value of 32 bits"))
#define LE16(v) i16(v) & 0xff, (v) >> 8 & 0xff
#define LE32(v) i32(v) & 0xff, (v) >> 8 & 0xff, (v) >> 16 & 0xff, (v) >> 24 & 0xff

/* prefix of an item without data, plus the size code of its data */
#define HID_ITEM8_(prefix, v) (prefix) | 1, i8(v),
#define HID_ITEM16_(prefix, v) (prefix) | 2, LE16(v),
#define HID_ITEM32_(prefix, v) (prefix) | 3, LE32(v),

/* ---- main items */

#define Input(flags) HID_ITEM8_(0x80, flags)
#define Output(flags) HID_ITEM8_(0x90, flags)
#define Feature(flags) HID_ITEM8_(0xb0, flags)
#define Input_i16(flags) HID_ITEM16_(0x80, flags)
#define Output_i16(flags) HID_ITEM16_(0x90, flags)
#define Feature_i16(flags) HID_ITEM16_(0xb0, flags)

/* their flags, to be or-ed; Buff needs the 16 bits of _i16 */
#define Data 0x00
#define Const 0x01
#define Arr 0x00
#define Var 0x02
#define Abs 0x00
#define Rel 0x04
#define Wrap 0x08
#define NonLin 0x10
#define NoPref 0x20
#define Null 0x40
#define Vol 0x80
#define Buff 0x0100

#define Collection(type, ...) HID_ITEM8_(0xa0, type) __VA_ARGS__ 0xc0,
#define CollectionPhysical(...) Collection(0x00, __VA_ARGS__)
#define CollectionApplication(...) Collection(0x01, __VA_ARGS__)
#define CollectionLogical(...) Collection(0x02, __VA_ARGS__)

/* ---- global items */

#define UsagePage_i8(page) HID_ITEM8_(0x04, page)
#define UsagePage_i16(page) HID_ITEM16_(0x04, page)
#define UsagePage_Vendor(page) \
	UsagePage_i16((page) + must_be(((page) & 0xff00) == 0xff00, "not a vendor's page, 0xff00 to 0xffff"))

#define LogicalMinimum_i8(v) HID_ITEM8_(0x14, v)
#define LogicalMinimum_i16(v) HID_ITEM16_(0x14, v)
#define LogicalMinimum_i32(v) HID_ITEM32_(0x14, v)
#define LogicalMaximum_i8(v) HID_ITEM8_(0x24, v)
#define LogicalMaximum_i16(v) HID_ITEM16_(0x24, v)
#define LogicalMaximum_i32(v) HID_ITEM32_(0x24, v)
#define PhysicalMinimum_i8(v) HID_ITEM8_(0x34, v)
#define PhysicalMinimum_i16(v) HID_ITEM16_(0x34, v)
#define PhysicalMinimum_i32(v) HID_ITEM32_(0x34, v)
#define PhysicalMaximum_i8(v) HID_ITEM8_(0x44, v)
#define PhysicalMaximum_i16(v) HID_ITEM16_(0x44, v)
#define PhysicalMaximum_i32(v) HID_ITEM32_(0x44, v)

#define UnitExponent(exponent) 0x55, i4(exponent),
#define Unit(unit) Unit_i8(unit)
#define Unit_i8(unit) HID_ITEM8_(0x64, unit)
#define Unit_i16(unit) HID_ITEM16_(0x64, unit)
#define Unit_i32(unit) HID_ITEM32_(0x64, unit)

/* systems of units, and the first power of the length or angle of each */
#define SILinear 0x1
#define SIRotation 0x2
#define EnglishLinear 0x3
#define EnglishRotation 0x4
#define HID_UNIT_LENGTH_ 0x10
#define cm (SILinear | HID_UNIT_LENGTH_)
#define rad (SIRotation | HID_UNIT_LENGTH_)
#define in (EnglishLinear | HID_UNIT_LENGTH_)
#define deg (EnglishRotation | HID_UNIT_LENGTH_)

#define ReportSize(bits) HID_ITEM8_(0x74, bits)
#define ReportId(id) HID_ITEM8_(0x84, id)
#define ReportCount(count) HID_ITEM8_(0x94, count)
#define ReportCount_i16(count) HID_ITEM16_(0x94, count)
#define PushPop(...) 0xa4, __VA_ARGS__ 0xb4,

/* ---- local items */

#define Usage_i8(id) HID_ITEM8_(0x08, id)
#define Usage_i16(id) HID_ITEM16_(0x08, id)
#define Usage_i32(id) HID_ITEM32_(0x08, id)
#define UsageMinimum_i8(id) HID_ITEM8_(0x18, id)
#define UsageMinimum_i16(id) HID_ITEM16_(0x18, id)
#define UsageMaximum_i8(id) HID_ITEM8_(0x28, id)
#define UsageMaximum_i16(id) HID_ITEM16_(0x28, id)

/*
 * A report of padding with so many bytes, its id 0xac included. Last in an application collection
 * it makes room: the kernel drops reports that are longer than the longest one of the descriptor,
 * and a descriptor of shorter reports than the device sends would lose them.
 */
#define FixedSizeVendorReport(bytes) \
	UsagePage_Vendor(0xffff) \
	Usage_i8(0x01) \
	CollectionPhysical( \
		ReportId(0xac) \
		ReportSize(8) \
		ReportCount((bytes) - 1) \
		Input(Const) \
	)

#include "hid_usage_items.h"

#endif
