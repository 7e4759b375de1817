package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/** Says which fixes each device gets, by what was installed when somebody looked. */
public interface FixChooser {
  /**
   * What a device gets.
   *
   * @param fixes the objects, in the order in which they are attached; none when nothing is for it
   * @param version changes whenever the objects do
   * @param refused objects that would be for it but are not trusted, and why
   */
  record Choice(List<FixSet> fixes, String version, List<String> refused) {
    /** Nothing is for it. */
    public static final Choice NONE = new Choice(List.of(), "", List.of());

    /** Copies. */
    public Choice {
      fixes = List.copyOf(fixes);
      refused = List.copyOf(refused);
    }
  }

  /** What this device gets. */
  Choice choose(LiveDevice device);
}
