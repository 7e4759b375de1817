package io.github.hidbpf4j.time;

/** System time. */
public abstract class SystemClock implements Scheduler {}
