/**
 * What happens in a kernel, as one stream of events that every view is a sink of. {@link
 * io.github.hidbpf4j.kernel.event.KernelEvent} says what there is, {@link
 * io.github.hidbpf4j.kernel.event.EventSink} takes it, {@link
 * io.github.hidbpf4j.kernel.emit.EventHub} hands it out. The other public classes adapt what sees
 * it happen: the HID core's observer, the machine's, a device model's. Knows nothing of who
 * dispatches or replays.
 */
@NullMarked
package io.github.hidbpf4j.kernel.event;

import org.jspecify.annotations.NullMarked;
