package io.github.hidbpf4j.hid.device;

/** To come. */
public final class HidDevice {}
