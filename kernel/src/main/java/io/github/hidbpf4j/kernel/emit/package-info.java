/**
 * Turns the actions of the HID core, programs, timers and replays into events, and dispatches them
 * to sinks. The observers of the modules below ({@code HidObserver}, {@code AsyncObserver}, {@code
 * ModelObserver}) are adapted here, and nowhere else.
 */
@NullMarked
package io.github.hidbpf4j.kernel.emit;

import org.jspecify.annotations.NullMarked;
