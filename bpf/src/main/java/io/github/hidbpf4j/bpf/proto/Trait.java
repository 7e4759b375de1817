package io.github.hidbpf4j.bpf.proto;

/** What is so of some functions and not of others, without more to say. */
public enum Trait implements FunctionProperty {
  /** May wait, whatever the program that calls it may do. */
  MAY_WAIT,
  /** Injects a report into the device whose context is in R1. */
  INJECTS_REPORT,
  /** Makes the timer or work queue in R1 usable, with the map in R2. */
  INITIALISES_FIELD,
  /** Takes or reads an element of the queue in R1. */
  TAKES_FROM_QUEUE,
  /** Writes nothing of the memory that its arguments point to. */
  WRITES_NO_MEMORY,
  /** Linux does not initialise the memory that it gives. */
  GIVES_UNINITIALIZED_MEMORY,
  /** Hands nothing on of what its arguments point to, such as a key or a timer. */
  KEEPS_TO_ITSELF,
  /** Returns a reference that must be released, whatever else ({@code is_acquire_function}). */
  ACQUIRES,
  /** Returns its argument as another type ({@code is_ptr_cast_function}). */
  CASTS_POINTER,
  /** R0 is at most the size it was given, or an errno ({@code do_refine_retval_range}). */
  RETURNS_AT_MOST_SIZE,
  /** Pointers to packets are stale after it ({@code bpf_helper_changes_pkt_data}). */
  CHANGES_PACKET_DATA,
  /** Enters a callback before it returns ({@code is_sync_callback_calling_function}). */
  CALLS_BACK,
  /** The map it gets is remembered for its instruction ({@code record_func_map}). */
  RECORDS_MAP,
  /** Changes a map, which one that programs may only read forbids ({@code record_func_map}). */
  WRITES_MAP,
  /** For programs that are loaded for one network device ({@code XDP_METADATA_KFUNC_xxx}). */
  DEVICE_BOUND
}
