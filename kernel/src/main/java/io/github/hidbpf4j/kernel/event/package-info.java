/**
 * What happens in a kernel, as one stream of events; every view of a run is a sink. {@link
 * io.github.hidbpf4j.kernel.event.KernelEvent} lists the events, {@link
 * io.github.hidbpf4j.kernel.event.EventSink} receives them. Independent of the producers of events,
 * of dispatch and of replay.
 */
@NullMarked
package io.github.hidbpf4j.kernel.event;

import org.jspecify.annotations.NullMarked;
