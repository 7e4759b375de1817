package io.github.hidbpf4j.kernel.finding;

/** Kinds of findings. */
public enum FindingKind {
  /**
   * A {@code hid_device_event} program returned -4096 or less. Linux mistakes such a value for a
   * pointer and oopses ({@code __hid_input_report}); here the event is dropped.
   */
  RESULT_BELOW_ERRNO_RANGE("result-below-errno-range", FindingKind.ALL_MEASURED),
  /**
   * A report longer than the event buffer came in. Linux copies it whole and overruns the buffer
   * ({@code dispatch_hid_bpf_device_event}); here as much as fits is copied.
   */
  OVERSIZED_INPUT("oversized-input", FindingKind.ALL_MEASURED),
  /**
   * A report arrived for an event program that was attached while the device had no reports, for
   * instance without a driver. Its event buffer has 0 bytes, even after a driver binds: Linux
   * oopses at the first report ({@code hid_bpf_allocate_event_data}); here the buffer is
   * reallocated. Measured on 6.18.15 and 7.3.4; 6.12's source has the same bug.
   */
  EMPTY_EVENT_BUFFER("empty-event-buffer", FindingKind.ALL_MEASURED),
  /**
   * {@code hid_bpf_input_report} was called while its own caller holds the input lock. Linux
   * deadlocks; here the call returns -EINTR.
   */
  INPUT_REPORT_DEADLOCK("input-report-deadlock", FindingKind.ALL_MEASURED),
  /**
   * {@code hid_bpf_schedule_delayed_work} was called for a device that no {@code hid_bpf_offload}
   * program is attached to. RFC v1 intended -EINVAL, but its result is a bool and reads as true;
   * here it is false.
   */
  NO_OFFLOAD_PROGRAM("no-offload-program"),
  /**
   * A report that a callback injects makes the event hook start that callback again, without end:
   * the guard against recursion is per context and does not reach across timers and work queues.
   */
  REINJECTION_LOOP("reinjection-loop"),
  /**
   * An event hook reads the event buffer after {@code hid_bpf_try_input_report}: the injected
   * report was processed in the same buffer, which no longer holds the bytes of the event.
   */
  EVENT_BUFFER_OVERWRITTEN("event-buffer-overwritten"),
  /**
   * A non-waiting injection returned -EBUSY, because the input lock was taken, and the program
   * ignores the result: the report is lost.
   */
  BUSY_IGNORED("busy-ignored"),
  /**
   * The device sent a report while a program, injecting one from a work item, held the input lock:
   * the HID core refuses such a report with -EBUSY, which transports ignore. It is lost, as in
   * Linux.
   */
  EVENT_LOST("event-lost"),
  /**
   * {@code bpf_timer_start} after {@code bpf_timer_cancel}, which dropped the callback, without
   * {@code bpf_timer_set_callback} between: -EINVAL, and nothing will run.
   */
  START_AFTER_CANCEL("start-after-cancel"),
  /**
   * A map with live timers or work queues lost its last user reference (descriptor or pin): all of
   * them are cancelled, although programs are still attached.
   */
  TIMERS_WITHOUT_USER("timers-without-user"),
  /**
   * The callback of a {@code bpf_timer} calls a function that may sleep. Linux 6.12 accepts this if
   * the program is sleepable, but the callback runs in softirq context; later kernels refuse the
   * program. Here the callback waits.
   */
  SLEEP_IN_TIMER_CALLBACK("sleep-in-timer-callback"),
  /**
   * What a program sends, stores or decides depends on stack that it has not written, which in
   * Linux holds data of earlier code: kernel data may leak. Here it is 0, and different in a second
   * run, which shows the dependency.
   */
  UNINITIALISED_STACK("uninitialised-stack"),
  /**
   * Same, for other memory that Linux does not initialise: a record that was reserved in a ring
   * buffer, an object of {@code bpf_obj_new}, the buffer of a user's GET_REPORT.
   */
  UNINITIALISED_MEMORY("uninitialised-memory"),
  /**
   * Callbacks of timers or work items start each other, or themselves, without a delay: a thousand
   * in a row. In Linux they keep a processor busy; here each further run is delayed, so that time
   * advances.
   */
  SPINNING_CALLBACK("spinning-callback"),
  /**
   * The verifier of Linux 6.12 accepts something that is not safe, such as a {@code bpf_wq} whose
   * map is another one, or an iterator outside the frame; later kernels refuse it.
   */
  VERIFIER_HOLE("verifier-hole"),
  /**
   * The kernel refuses the object's BTF (BPF_BTF_LOAD fails). The loader continues without it:
   * functions are not global, and map values have no timers, locks, lists or kptrs.
   */
  BTF_REFUSED("btf-refused"),
  /**
   * A struct_ops function is assigned to another member than its section names. Loaders and kernels
   * use the member, and the contexts of hooks differ.
   */
  WRONG_SLOT("wrong-slot");

  /** All measured kernels: 6.12.117, 6.18.15, 7.3.4. */
  private static final String ALL_MEASURED = "Linux 6.12 to 7.3";

  private final String id;
  private final String breaking;

  FindingKind(String id) {
    this(id, "");
  }

  FindingKind(String id, String breaking) {
    this.id = id;
    this.breaking = breaking;
  }

  /**
   * {@return the kernels that crash, hang or corrupt memory because of it, such as {@code Linux
   * 6.12 to 7.3}; empty if none does}
   */
  public String breakingKernels() {
    return breaking;
  }

  /** {@return the name in output, such as {@code wrong-slot}} */
  public String id() {
    return id;
  }
}
