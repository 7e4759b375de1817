/**
 * Clock and scheduler as interfaces. {@link io.github.hidbpf4j.time.VirtualClock} keeps virtual
 * time for replay and tests, {@link io.github.hidbpf4j.time.SystemClock} real time for live
 * devices. Nothing else in the project reads a clock, sleeps or starts a thread. Start with {@link
 * io.github.hidbpf4j.time.Scheduler}.
 */
@NullMarked
package io.github.hidbpf4j.time;

import org.jspecify.annotations.NullMarked;
