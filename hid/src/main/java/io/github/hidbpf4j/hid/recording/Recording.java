package io.github.hidbpf4j.hid.recording;

/** To come. */
public final class Recording {}
