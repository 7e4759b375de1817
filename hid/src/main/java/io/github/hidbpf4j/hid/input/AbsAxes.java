package io.github.hidbpf4j.hid.input;

/**
 * The absolute axes of an input device: with range and value of each ({@code struct
 * input_absinfo}).
 */
final class AbsAxes {
  private static final int COUNT = InputEventCodes.ABS_MAX + 1;

  private final int[] minimum = new int[COUNT];
  private final int[] maximum = new int[COUNT];
  private final int[] fuzz = new int[COUNT];
  private final int[] flat = new int[COUNT];
  private final int[] resolution = new int[COUNT];
  private final int[] value = new int[COUNT];

  void set(int code, int min, int max, int fuzzOf, int flatOf) {
    minimum[code] = min;
    maximum[code] = max;
    fuzz[code] = fuzzOf;
    flat[code] = flatOf;
  }

  void setResolution(int code, int units) {
    resolution[code] = units;
  }

  /** Copies an axis with its value, but without fuzz. */
  void copy(int to, int from) {
    set(to, minimum[from], maximum[from], 0, flat[from]);
    resolution[to] = resolution[from];
    value[to] = value[from];
  }

  int minimum(int code) {
    return minimum[code];
  }

  int maximum(int code) {
    return maximum[code];
  }

  int value(int code) {
    return value[code];
  }

  void setValue(int code, int newValue) {
    value[code] = newValue;
  }

  AbsInfo info(int code) {
    return new AbsInfo(
        code, minimum[code], maximum[code], fuzz[code], flat[code], resolution[code]);
  }

  /** A value filtered by the fuzz of its axis ({@code input_defuzz_abs_event}). */
  int defuzz(int code, int newValue, int before) {
    int fuzzOf = fuzz[code];
    if (fuzzOf == 0) {
      return newValue;
    }
    if (newValue > before - fuzzOf / 2 && newValue < before + fuzzOf / 2) {
      return before;
    }
    if (newValue > before - fuzzOf && newValue < before + fuzzOf) {
      return (before * 3 + newValue) / 4;
    }
    if (newValue > before - fuzzOf * 2 && newValue < before + fuzzOf * 2) {
      return (before + newValue) / 2;
    }
    return newValue;
  }
}
