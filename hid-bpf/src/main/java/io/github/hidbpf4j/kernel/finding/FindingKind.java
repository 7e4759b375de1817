package io.github.hidbpf4j.kernel.finding;

/** What kinds of finding there are. */
public enum FindingKind {
  /**
   * A {@code hid_device_event} program returned -4096 or less. Linux 6.12 takes such a value for a
   * pointer and oopses ({@code __hid_input_report}); here the event is dropped.
   */
  RESULT_BELOW_ERRNO_RANGE("result-below-errno-range"),
  /**
   * A report longer than the event buffer came in. Linux 6.12 copies it whole and overruns the
   * buffer ({@code dispatch_hid_bpf_device_event}); here as much as fits is copied.
   */
  OVERSIZED_INPUT("oversized-input"),
  /**
   * {@code hid_bpf_input_report} was called while its own caller holds the input lock. Linux 6.12
   * waits for ever; here the call returns -EINTR.
   */
  INPUT_REPORT_DEADLOCK("input-report-deadlock"),
  /**
   * {@code hid_bpf_schedule_delayed_work} was called for a device that no {@code hid_bpf_offload}
   * program is attached to. RFC v1 meant -EINVAL, but its result is a bool and reads as true; here
   * it is false.
   */
  NO_OFFLOAD_PROGRAM("no-offload-program");

  private final String id;

  FindingKind(String id) {
    this.id = id;
  }

  /** What it is called in output. */
  public String id() {
    return id;
  }
}
