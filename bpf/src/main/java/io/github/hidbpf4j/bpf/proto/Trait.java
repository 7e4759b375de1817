package io.github.hidbpf4j.bpf.proto;

/** A property that a function either has or lacks, without parameters. */
public enum Trait implements FunctionProperty {
  /** May wait, whatever its caller is allowed to do. */
  MAY_WAIT,
  /** Injects a report into the device whose context is in R1. */
  INJECTS_REPORT,
  /** Makes the timer or work queue in R1 usable, with the map in R2. */
  INITIALISES_FIELD,
  /** Removes or reads an element of the queue in R1. */
  TAKES_FROM_QUEUE,
  /** Does not write the memory that its arguments point to. */
  WRITES_NO_MEMORY,
  /** Returns memory that Linux does not initialise. */
  GIVES_UNINITIALIZED_MEMORY,
  /** Does not pass on anything that its arguments point to, such as a key or a timer. */
  KEEPS_TO_ITSELF,
  /** Returns a reference that must be released ({@code is_acquire_function}). */
  ACQUIRES,
  /** Returns its argument cast to another type ({@code is_ptr_cast_function}). */
  CASTS_POINTER,
  /** R0 is at most the size passed to it, or an errno ({@code do_refine_retval_range}). */
  RETURNS_AT_MOST_SIZE,
  /** Invalidates pointers to packet data ({@code bpf_helper_changes_pkt_data}). */
  CHANGES_PACKET_DATA,
  /** Calls a callback before it returns ({@code is_sync_callback_calling_function}). */
  CALLS_BACK,
  /** The verifier records its map argument for the instruction ({@code record_func_map}). */
  RECORDS_MAP,
  /**
   * Changes a map, hence not allowed on a map that programs may only read ({@code
   * record_func_map}).
   */
  WRITES_MAP,
  /** Works on tasks, which a run here does not have. */
  NEEDS_TASKS,
  /** Only for programs bound to a network device ({@code XDP_METADATA_KFUNC_xxx}). */
  DEVICE_BOUND
}
