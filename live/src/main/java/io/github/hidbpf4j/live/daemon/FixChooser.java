package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/** Chooses the fixes for each device, from those that were installed when this was created. */
public interface FixChooser {
  /**
   * The fixes for a device.
   *
   * @param fixes the objects, in the order in which they are attached; empty if none are for it
   * @param version changes whenever the objects do
   * @param refused objects that would be for it but are not trusted, with the reasons
   */
  record Choice(List<FixSet> fixes, String version, List<String> refused) {
    /** No fix. */
    public static final Choice NONE = new Choice(List.of(), "", List.of());

    /** Copies. */
    public Choice {
      fixes = List.copyOf(fixes);
      refused = List.copyOf(refused);
    }
  }

  /** Chooses the fixes for a device. */
  Choice choose(LiveDevice device);
}
