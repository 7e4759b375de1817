package io.github.hidbpf4j.time;

/** Virtual time. */
public abstract class VirtualClock implements Scheduler {}
