package io.github.hidbpf4j.hid.input;

/**
 * The identity of a device ({@code struct input_id}), each 16 bits.
 *
 * @param bus bus type: 3 USB, 5 Bluetooth, 0x18 I²C
 * @param vendor vendor id
 * @param product product id
 * @param version device version
 */
public record InputId(int bus, int vendor, int product, int version) {}
