package io.github.hidbpf4j.bpf.helper;

/** The helpers and kfuncs that belong to no subsystem, by subject. */
public final class GenericHelpers {
  private static final HelperRegistry ALL = all();

  private GenericHelpers() {}

  /** All of them; to be widened with {@link HelperRegistry#toBuilder}. */
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
    IteratorKfuncs.addTo(b);
    return b.build();
  }
}
