package io.github.hidbpf4j.hid.input;

/**
 * What a reader of evdev learns about an absolute axis ({@code struct input_absinfo}, without the
 * value).
 *
 * @param code the axis, such as {@code ABS_X}
 * @param minimum smallest value
 * @param maximum largest value
 * @param fuzz changes below it are noise that the input core filters
 * @param flat values this close to the centre count as the centre
 * @param resolution units per millimetre, per radian for rotation and tilt; 0 if unknown
 */
public record AbsInfo(int code, int minimum, int maximum, int fuzz, int flat, int resolution) {}
