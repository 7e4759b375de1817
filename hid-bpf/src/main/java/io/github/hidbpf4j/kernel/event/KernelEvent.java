package io.github.hidbpf4j.kernel.event;

/**
 * Something that happened in a kernel. Told at the moment at which it happens; what takes time is
 * told when it begins and when it is over. Arrays are the event's own: nobody changes them.
 */
public sealed interface KernelEvent
    permits DeviceEvent,
        InputOutcome,
        ProgramEvent,
        CallbackEvent,
        RequestEvent,
        ReplayStart,
        ReplayEnd {
  /** When and where it happened, and what of. */
  Stamp at();
}
