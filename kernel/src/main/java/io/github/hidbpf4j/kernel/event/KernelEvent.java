package io.github.hidbpf4j.kernel.event;

/**
 * Something that happened in a kernel, emitted at the moment it happens. An action that takes time
 * has an event at its start and one at its end. Arrays belong to the event and are never modified.
 */
public sealed interface KernelEvent
    permits DeviceEvent,
        InputOutcome,
        ProgramEvent,
        CallbackEvent,
        RequestEvent,
        ReplayStart,
        ReplayEnd {
  /** {@return when and where it happened, and its cause} */
  Stamp at();
}
