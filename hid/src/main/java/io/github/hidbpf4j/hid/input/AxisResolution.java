package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.Field;

/**
 * Resolution of an axis: units per millimetre or radian (per gram for pressure since 7.3), from the
 * logical and physical range, unit and exponent of its field ({@code hidinput_calc_abs_res}). All
 * steps are 32 bits wide and give up when they overflow, as in the kernel.
 */
final class AxisResolution {
  private static final int CENTIMETRE = 0x11,
      RADIAN = 0x12,
      INCH = 0x13,
      DEGREE = 0x14,
      GRAM = 0x0101,
      NEWTON = 0xe111;

  private AxisResolution() {}

  static int of(MappedField mapped, int code, InputRules rules) {
    Field field = mapped.field;
    int exponent = field.unitExponent();
    int logical = mapped.maximum - mapped.minimum;
    int physical = field.physicalMaximum() - field.physicalMinimum();
    if (logical <= 0 || physical <= 0) {
      return 0;
    }
    switch (code) {
      case InputEventCodes.ABS_X,
          InputEventCodes.ABS_Y,
          InputEventCodes.ABS_Z,
          InputEventCodes.ABS_MT_POSITION_X,
          InputEventCodes.ABS_MT_POSITION_Y,
          InputEventCodes.ABS_MT_TOOL_X,
          InputEventCodes.ABS_MT_TOOL_Y,
          InputEventCodes.ABS_MT_TOUCH_MAJOR,
          InputEventCodes.ABS_MT_TOUCH_MINOR -> {
        if (field.unit() == CENTIMETRE) {
          exponent += 1;
        } else if (field.unit() == INCH) {
          int before = physical;
          physical *= 254;
          if (physical < before) {
            return 0;
          }
          exponent -= 1;
        } else {
          return 0;
        }
      }
      case InputEventCodes.ABS_RX,
          InputEventCodes.ABS_RY,
          InputEventCodes.ABS_RZ,
          InputEventCodes.ABS_WHEEL,
          InputEventCodes.ABS_TILT_X,
          InputEventCodes.ABS_TILT_Y -> {
        if (field.unit() == DEGREE) {
          int before = logical;
          logical *= 573;
          if (logical < before) {
            return 0;
          }
          exponent += 1;
        } else if (field.unit() != RADIAN) {
          return 0;
        }
      }
      case InputEventCodes.ABS_PRESSURE, InputEventCodes.ABS_MT_PRESSURE -> {
        if (!rules.knowsPressureUnits()) {
          return 0;
        }
        if (field.unit() == NEWTON) {
          int before = physical;
          physical *= 10197;
          if (physical < before) {
            return 0;
          }
          exponent -= 2;
        } else if (field.unit() != GRAM) {
          return 0;
        }
      }
      default -> {
        return 0;
      }
    }
    for (; exponent < 0; exponent++) {
      int before = logical;
      logical *= 10;
      if (logical < before) {
        return 0;
      }
    }
    for (; exponent > 0; exponent--) {
      int before = physical;
      physical *= 10;
      if (physical < before) {
        return 0;
      }
    }
    // Rounded to nearest; the sum wraps as well.
    return (logical + physical / 2) / physical;
  }
}
