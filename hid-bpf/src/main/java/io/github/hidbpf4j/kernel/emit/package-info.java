/**
 * Makes events of what the HID core, programs, timers and replays do, and hands them to sinks. The
 * seams of the modules below ({@code HidObserver}, {@code AsyncObserver}, {@code ModelObserver})
 * are adapted here, once.
 */
@NullMarked
package io.github.hidbpf4j.kernel.emit;

import org.jspecify.annotations.NullMarked;
