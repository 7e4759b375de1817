package io.github.hidbpf4j.bpf.helper;

/** The helpers and kfuncs that belong to no subsystem, grouped by subject. */
public final class GenericHelpers {
  private static final HelperRegistry ALL = all();

  private GenericHelpers() {}

  /** The registry of all of them; can be extended with {@link HelperRegistry#toBuilder}. */
  public static HelperRegistry registry() {
    return ALL;
  }

  private static HelperRegistry all() {
    HelperRegistry.Builder b = HelperRegistry.builder();
    MapHelpers.addTo(b);
    RingBufferHelpers.addTo(b);
    DynptrHelpers.addTo(b);
    TimeHelpers.addTo(b);
    IdentityHelpers.addTo(b);
    StringHelpers.addTo(b);
    StringKfuncs.addTo(b);
    PrintHelpers.addTo(b);
    ProbeHelpers.addTo(b);
    ControlHelpers.addTo(b);
    new ResilientLocks().addTo(b);
    IteratorKfuncs.addTo(b);
    return b.build();
  }
}
